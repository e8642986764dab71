#ifndef REPORT_REPORT_FILES_REPORT_LOCK_H_
#define REPORT_REPORT_FILES_REPORT_LOCK_H_

#include "absl/status/statusor.h"
#include "storage/files/file_lock.h"
#include "storage/telemetry_dir.h"

namespace telemetry::report_internal {

// Takes the lock, local/report.lock, which everything that makes reports of counter files or
// removes them must hold. Unavailable if another process has it, NotFound if there is no local
// directory; otherwise as FileLock::TryAcquire(). Thread-safe.
absl::StatusOr<FileLock> AcquireReportLock(const TelemetryDir& dir);

}  // namespace telemetry::report_internal

#endif  // REPORT_REPORT_FILES_REPORT_LOCK_H_
