// Makes the weekly reports of a telemetry directory from its expired counter files.
//
//   absl::StatusOr<ReportRun> run = MakeReports(dir, approvals, options, DrawX);
//   for (const std::string& warning : run->warnings) log(warning);
//
// The files of each week that ended become the local report local/local.WEEK.json and, if the week
// may be uploaded (report_builder.h), the upload report local/WEEK.json; then the files are
// removed. A week that already has a report, sent or not, gets no second one: counter files that
// turn up late are added to its local report and never uploaded. A week in which nothing was
// counted is left alone.
//
// Wherever the process is killed, or the machine loses power, the next run continues from there,
// and every count ends up in the reports exactly once. report_files/week_commit.h explains how, and
// what can go wrong beside Go's uploader. Meanwhile the directories local/report.WEEK.pending and
// local/report.WEEK.committed exist; Go's tools do not look at them.
//
// A damaged counter file does not stop a run. It stays where it is, and each run warns of it.
//
// Thread-safe, also between processes: a lock file, local/report.lock, admits one run at a time.

#ifndef REPORT_MAKING_MAKE_REPORTS_H_
#define REPORT_MAKING_MAKE_REPORTS_H_

#include "absl/status/statusor.h"
#include "config/upload_config/approvals.h"
#include "report/making/report_run.h"
#include "report/random_x.h"
#include "storage/telemetry_dir.h"

namespace telemetry {

// Errors: Unavailable if another run is in progress; otherwise that of the first failed system
// call, naming the path. What was done before an error stays done, and the next run does the rest.
absl::StatusOr<ReportRun> MakeReports(const TelemetryDir& dir, const Approvals& approvals,
                                      const ReportOptions& options, XSource draw_x);

}  // namespace telemetry

#endif  // REPORT_MAKING_MAKE_REPORTS_H_
