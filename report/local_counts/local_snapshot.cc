#include "report/local_counts/local_snapshot.h"

#include <utility>

#include "absl/status/statusor.h"
#include "report/making/internal/counted_files.h"
#include "storage/telemetry_dir.h"
#include "storage/telemetry_files/telemetry_file_name.h"

namespace telemetry {

absl::StatusOr<LocalSnapshot> TakeLocalSnapshot(const TelemetryDir& dir) {
  absl::StatusOr<TelemetryFiles> files = ListTelemetryFiles(dir);
  if (!files.ok()) return files.status();
  absl::StatusOr<report_internal::FoundFiles> counted = report_internal::FindCounterFiles(*files);
  if (!counted.ok()) return counted.status();
  return LocalSnapshot{*std::move(files), *std::move(counted)};
}

}  // namespace telemetry
