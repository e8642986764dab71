// Makes the weekly reports of a telemetry directory from its expired counter files.
//
//   absl::StatusOr<ReportRun> run = MakeReports(dir, approved, options, DrawX);
//   for (const std::string& warning : run->warnings) log(warning);
//
// The files of each week that ended become the local report local/local.WEEK.json and, if the week
// may be uploaded (report_builder.h), the upload report local/WEEK.json; then they are removed. A
// week of which a report exists already, unsent or sent, gets no second one: counter files that
// turn up late are added to its local report and never uploaded. A week without a single counter is
// left alone.
//
// Wherever the process is killed, or the machine loses power, the next run goes on from there and
// every count ends up in the reports once; how, and what can go wrong beside Go's uploader, is in
// internal/week_commit.h. On the way the
// directories local/report.WEEK.pending and local/report.WEEK.committed exist; Go's tools do not
// look at them.
//
// A damaged counter file stops nothing. It is left where it is, and each run warns of it.
//
// Thread-safe, also between processes: a lock file, local/report.lock, lets one run at a time.

#ifndef REPORT_REPORT_FILES_H_
#define REPORT_REPORT_FILES_H_

#include "absl/status/statusor.h"
#include "config/approved_counters.h"
#include "report/random_x.h"
#include "report/report_run.h"
#include "storage/telemetry_dir.h"

namespace telemetry {

// Errors: Unavailable if another run is at work; else that of the first failed system call, naming
// the path. Whatever has been done by then stays done, and the next run does the rest.
absl::StatusOr<ReportRun> MakeReports(const TelemetryDir& dir, const ApprovedCounters& approved,
                                      const ReportOptions& options, XSource draw_x);

}  // namespace telemetry

#endif  // REPORT_REPORT_FILES_H_
