#include "report/making/make_reports.h"

#include "absl/status/status.h"
#include "report/making/internal/run_reports.h"
#include "report/report_files/file_changes.h"
#include "report/report_files/report_lock.h"
#include "storage/directory/held_directory.h"
#include "storage/files/file_lock.h"

namespace telemetry {

absl::StatusOr<ReportRun> MakeReports(const TelemetryDir& dir, const Approvals& approvals,
                                      const ReportOptions& options, XSource draw_x) {
  if (options.mode == Mode::kOff) return ReportRun();
  const HeldDirectory held(dir.path());
  const absl::StatusOr<FileLock> lock = report_internal::AcquireReportLock(dir);
  if (absl::IsNotFound(lock.status())) return ReportRun();  // nothing has ever been counted here
  if (!lock.ok()) return lock.status();
  report_internal::DiskChanges disk;
  absl::StatusOr<ReportRun> run =
      report_internal::RunReports(dir, approvals, options, draw_x, disk);
  // Only the lock says that another run is at work; a system call may fail with the same code.
  if (absl::IsUnavailable(run.status())) return absl::InternalError(run.status().message());
  return run;
}

}  // namespace telemetry
