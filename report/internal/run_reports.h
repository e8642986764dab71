// A report run without its lock, and with the changes it makes as a parameter: what MakeReports()
// (report_files.h) does. Not thread-safe.

#ifndef REPORT_INTERNAL_RUN_REPORTS_H_
#define REPORT_INTERNAL_RUN_REPORTS_H_

#include "absl/status/statusor.h"
#include "config/approved_counters.h"
#include "report/internal/file_changes.h"
#include "report/random_x.h"
#include "report/report_run.h"
#include "storage/telemetry_dir.h"

namespace telemetry::internal {

// The caller keeps other runs away. The mode must not be off.
absl::StatusOr<ReportRun> RunReports(const TelemetryDir& dir, const ApprovedCounters& approved,
                                     const ReportOptions& options, XSource draw_x,
                                     FileChanges& changes);

}  // namespace telemetry::internal

#endif  // REPORT_INTERNAL_RUN_REPORTS_H_
