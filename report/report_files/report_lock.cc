#include "report/report_files/report_lock.h"

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "storage/files/file_lock.h"
#include "storage/telemetry_dir.h"

namespace telemetry::report_internal {

absl::StatusOr<FileLock> AcquireReportLock(const TelemetryDir& dir) {
  return FileLock::TryAcquire(absl::StrCat(dir.local_dir(), "/report.lock"));
}

}  // namespace telemetry::report_internal
