// A report run as MakeReports() (make_reports.h) does it, but without the lock and with the changes
// to the disk as a parameter. Not thread-safe.

#ifndef REPORT_MAKING_INTERNAL_RUN_REPORTS_H_
#define REPORT_MAKING_INTERNAL_RUN_REPORTS_H_

#include "absl/status/statusor.h"
#include "config/upload_config/approvals.h"
#include "report/making/report_run.h"
#include "report/random_x.h"
#include "report/report_files/file_changes.h"
#include "storage/telemetry_dir.h"

namespace telemetry::report_internal {

// The caller must hold the lock. The mode must not be off.
absl::StatusOr<ReportRun> RunReports(const TelemetryDir& dir, const Approvals& approvals,
                                     const ReportOptions& options, XSource draw_x,
                                     FileChanges& changes);

}  // namespace telemetry::report_internal

#endif  // REPORT_MAKING_INTERNAL_RUN_REPORTS_H_
