#include "cmd/gotelemetry/web_view/local_state.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "cmd/gotelemetry/offline_config.h"
#include "cmd/gotelemetry/web_view/telemetry_files.h"
#include "config/approved_counters.h"
#include "config/mode.h"
#include "config/telemetry_environment.h"
#include "report/making/local_snapshot.h"
#include "report/making/report_preview.h"
#include "report/making/weekly_counts.h"
#include "storage/telemetry_files/telemetry_file_name.h"

namespace telemetry::cmd {
namespace {

void Append(const std::vector<std::string>& lines, std::vector<std::string>& warnings) {
  for (const std::string& line : lines) {
    if (std::find(warnings.begin(), warnings.end(), line) == warnings.end()) {
      warnings.push_back(line);
    }
  }
}

}  // namespace

LocalState ReadLocalState(const LocalStateOptions& options, const Decision& decision,
                          absl::Time now) {
  absl::StatusOr<LocalSnapshot> snapshot = TakeLocalSnapshot(options.dir);
  std::vector<std::string> warnings;
  if (!snapshot.ok()) {
    warnings.emplace_back(snapshot.status().message());
    snapshot = LocalSnapshot{TelemetryFiles(options.dir, {}), {}};
  }
  LocalState state = {
      .environment = EnvironmentOf(snapshot->files, decision),
      .approved = LoadOfflineConfig(options.dir, options.config_path, decision.collector),
      .counts = ReadWeeklyCounts(*snapshot),
      .preview = {},
      .files = FilesWithCounts(snapshot->files),
      .warnings = std::move(warnings),
      .day = absl::ToCivilDay(now, absl::UTCTimeZone()),
  };
  Append(state.counts.warnings, state.warnings);
  if (!state.approved.ok()) return state;
  absl::StatusOr<ReportPreview> preview =
      PreviewReports(*snapshot, *state.approved, AsIfConsented(decision, now),
                     [&options]() -> absl::StatusOr<double> { return options.x; });
  if (preview.ok()) {
    state.preview = *std::move(preview);
    Append(state.preview.warnings, state.warnings);
  } else {
    Append({std::string(preview.status().message())}, state.warnings);
  }
  return state;
}

}  // namespace telemetry::cmd
