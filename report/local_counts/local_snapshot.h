// One look at a telemetry directory: which files there are, and what the counter files hold. It is
// handed down to everything that is derived from it, so that each folder is listed once and each
// counter file is parsed once.
//
//   absl::StatusOr<LocalSnapshot> snapshot = TakeLocalSnapshot(dir);
//   const absl::StatusOr<WeeklyCounts> counts = ReadWeeklyCounts(*snapshot);
//   const absl::StatusOr<ReportPreview> preview = PreviewReports(*snapshot, approvals, options, DrawX);

#ifndef REPORT_LOCAL_COUNTS_LOCAL_SNAPSHOT_H_
#define REPORT_LOCAL_COUNTS_LOCAL_SNAPSHOT_H_

#include "absl/status/statusor.h"
#include "report/making/internal/counted_files.h"
#include "storage/telemetry_dir.h"
#include "storage/telemetry_files/telemetry_file_name.h"

namespace telemetry {

struct LocalSnapshot {
  TelemetryFiles files;
  report_internal::FoundFiles counted;
};

// Takes no lock: files that a concurrent report run removes may be missing. Error: a folder cannot
// be listed. Thread-safe.
absl::StatusOr<LocalSnapshot> TakeLocalSnapshot(const TelemetryDir& dir);

}  // namespace telemetry

#endif  // REPORT_LOCAL_COUNTS_LOCAL_SNAPSHOT_H_
