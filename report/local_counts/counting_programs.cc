#include "report/local_counts/counting_programs.h"

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "report/making/internal/counted_files.h"
#include "report/making/report_builder.h"
#include "report/report.pb.h"
#include "report/report_files/existing_reports.h"
#include "storage/counter_file/counter_file_parser.h"
#include "storage/telemetry_files/telemetry_file_name.h"

namespace telemetry {

std::set<std::string> CountingPrograms(const TelemetryFiles& files) {
  std::set<std::string> programs;
  for (const std::string& path : files.PathsOfKind(TelemetryFileKind::kCounterFile)) {
    const absl::StatusOr<CountedFile> file = report_internal::ReadCountedFile(files.dir(), path);
    if (file.ok()) programs.insert(file->metadata.program);
  }
  const std::vector<TelemetryFile> reports = files.OfKind(TelemetryFileKind::kLocalReport);
  if (reports.empty()) return programs;
  const absl::StatusOr<std::optional<v1::Report>> latest =
      report_internal::ReadLocalReport(files.dir(), reports.back().day);
  if (latest.ok() && latest->has_value()) {
    for (const v1::ProgramReport& entry : (*latest)->programs()) programs.insert(entry.program());
  }
  return programs;
}

std::vector<std::string> DamagedCounterFiles(const TelemetryFiles& files) {
  std::vector<std::string> damaged;
  for (const std::string& path : files.PathsOfKind(TelemetryFileKind::kCounterFile)) {
    const absl::StatusOr<CountedFile> file = report_internal::ReadCountedFile(files.dir(), path);
    const absl::Status damage = file.ok() ? DamageOf(file->contents, path) : file.status();
    // Not one that was removed meanwhile.
    if (!damage.ok() && !absl::IsNotFound(damage)) damaged.emplace_back(damage.message());
  }
  return damaged;
}

}  // namespace telemetry
