// What the counts that a telemetry directory has now would become: the same reports that a report
// run (report_files.h) would make if their weeks were over. Changes nothing.
//
//   absl::StatusOr<ReportPreview> preview = PreviewReports(dir, approved, options, DrawX);
//   for (const WeekReports& week : preview->weeks) show(week);
//
// Thread-safe. Takes no lock: files that a run takes away meanwhile may be missing.

#ifndef REPORT_REPORT_PREVIEW_H_
#define REPORT_REPORT_PREVIEW_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "config/approved_counters.h"
#include "config/mode.h"
#include "report/random_x.h"
#include "report/report_builder.h"
#include "report/report_run.h"
#include "storage/telemetry_dir.h"

namespace telemetry {

struct ReportPreview {
  // In the order of the weeks. A week of which a report exists has no upload, but its late counts.
  std::vector<WeekReports> weeks;
  // A line for each file that cannot be read.
  std::vector<std::string> warnings;
};

// What to ask for to see what consent would let out: mode `on`. If it is on already, the day of the
// present consent counts, else that of a consent to come.
ReportOptions AsIfConsented(const Decision& decision, absl::Time now);

// Each week is judged as of its end or, if that is past, as of now. The X that the report will have
// cannot be known: another is drawn then, which matters to what has a rate below 1. In mode off the
// weeks come out as in mode local. Errors: that of the first directory that cannot be listed, or of
// `draw_x`.
absl::StatusOr<ReportPreview> PreviewReports(const TelemetryDir& dir,
                                             const ApprovedCounters& approved,
                                             const ReportOptions& options, XSource draw_x);

}  // namespace telemetry

#endif  // REPORT_REPORT_PREVIEW_H_
