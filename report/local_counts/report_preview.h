// Previews the reports that a report run (make_reports.h) would make from a telemetry directory's
// present counts if their weeks were over. Changes nothing.
//
//   absl::StatusOr<ReportPreview> preview = PreviewReports(dir, approvals, options, DrawX);
//   for (const WeekReports& week : preview->weeks) show(week);
//
// Thread-safe. Takes no lock: files that a concurrent run removes may be missing.

#ifndef REPORT_LOCAL_COUNTS_REPORT_PREVIEW_H_
#define REPORT_LOCAL_COUNTS_REPORT_PREVIEW_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "config/mode.h"
#include "config/upload_config/approvals.h"
#include "report/local_counts/local_snapshot.h"
#include "report/making/report_builder.h"
#include "report/making/report_run.h"
#include "report/random_x.h"
#include "storage/telemetry_dir.h"

namespace telemetry {

struct ReportPreview {
  // In the order of the weeks. For a week that already has a report: its late counts, no upload.
  std::vector<WeekReports> weeks;
  // A line for each file that cannot be read.
  std::vector<std::string> warnings;
};

// Options for seeing what consent would allow to be sent: mode `on`, with the day of the present
// consent if the mode is already on, and otherwise as if consent were yet to be given.
ReportOptions AsIfConsented(const ModeDecision& decision, absl::Time now);

// Each week is judged as of its end or, if that has passed, as of now. The X of the future report
// cannot be known, so another is drawn; this matters for anything with a rate below 1. Mode off is
// treated like mode local. Errors: that of the first directory that cannot be listed, or of
// `draw_x`.
absl::StatusOr<ReportPreview> PreviewReports(const TelemetryDir& dir, const Approvals& approvals,
                                             const ReportOptions& options, XSource draw_x);
absl::StatusOr<ReportPreview> PreviewReports(const LocalSnapshot& snapshot,
                                             const Approvals& approvals,
                                             const ReportOptions& options, XSource draw_x);

}  // namespace telemetry

#endif  // REPORT_LOCAL_COUNTS_REPORT_PREVIEW_H_
