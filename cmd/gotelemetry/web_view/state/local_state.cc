#include "cmd/gotelemetry/web_view/state/local_state.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "cmd/gotelemetry/offline_config.h"
#include "cmd/gotelemetry/web_view/state/telemetry_files.h"
#include "config/approval/config_diff.h"
#include "config/mode.h"
#include "config/telemetry_environment.h"
#include "config/upload_config/received_configs.h"
#include "report/local_counts/local_snapshot.h"
#include "report/local_counts/report_preview.h"
#include "report/local_counts/weekly_counts.h"
#include "storage/directory/held_directory.h"
#include "storage/host_port.h"
#include "storage/telemetry_dir.h"
#include "storage/telemetry_files/collector_list.h"
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

std::optional<std::vector<ConfigChange>> ChangesSinceConsent(const TelemetryDir& dir) {
  const absl::StatusOr<ReceivedConfigs> configs = ReadReceivedConfigs(dir);
  if (!configs.ok() || configs->shown() == nullptr) return std::nullopt;
  return DiffConfigs(*configs->shown(), *configs->latest());
}

}  // namespace

DirectoryState ReadDirectoryState(const LocalStateOptions& options,
                                  const std::optional<HostPort>& collector,
                                  const ModeDecision& decision, absl::Time now) {
  const TelemetryDir dir =
      collector.has_value() ? options.root.collector(*collector) : options.root.go();
  absl::StatusOr<LocalSnapshot> snapshot = TakeLocalSnapshot(dir);
  std::vector<std::string> warnings;
  if (!snapshot.ok()) {
    warnings.emplace_back(snapshot.status().message());
    snapshot = LocalSnapshot{TelemetryFiles(dir, {}), {}};
  }
  DirectoryState state = {
      .collector = collector,
      .environment = EnvironmentOf(snapshot->files, decision),
      .approvals = LoadOfflineConfig(dir, options.config_path),
      .changes = ChangesSinceConsent(dir),
      .counts = ReadWeeklyCounts(*snapshot),
      .preview = {},
      .files = FilesWithCounts(snapshot->files),
      .warnings = std::move(warnings),
      .day = absl::ToCivilDay(now, absl::UTCTimeZone()),
  };
  Append(state.counts.warnings, state.warnings);
  // Nothing of Go's is ever uploaded by us.
  if (!collector.has_value() || !state.approvals.ok()) return state;
  absl::StatusOr<ReportPreview> preview =
      PreviewReports(*snapshot, *state.approvals, AsIfConsented(decision, now),
                     [&options]() -> absl::StatusOr<double> { return options.x; });
  if (preview.ok()) {
    state.preview = *std::move(preview);
    Append(state.preview.warnings, state.warnings);
  } else {
    Append({std::string(preview.status().message())}, state.warnings);
  }
  return state;
}

LocalState ReadLocalState(const LocalStateOptions& options, absl::Time now) {
  // What is shown together is of one directory.
  const HeldDirectory held(options.root.path());
  LocalState state;
  absl::StatusOr<CollectorList> list = ListCollectors(options.root);
  const absl::Status listed = list.status();
  if (list.ok()) {
    state.foreign = std::move(list->foreign);
    for (const HostPort& collector : list->collectors) {
      state.directories.push_back(
          ReadDirectoryState(options, collector, DecideMode(options.root, collector), now));
    }
  }
  state.directories.push_back(
      ReadDirectoryState(options, std::nullopt, DecideMode(options.root, std::nullopt), now));
  if (!listed.ok()) state.directories.back().warnings.emplace_back(listed.message());
  return state;
}

}  // namespace telemetry::cmd
