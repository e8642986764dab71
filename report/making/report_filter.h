// Decides which part of a report may be uploaded; the client removes the rest before anything
// leaves the machine.
//
//   FilterResult result = FilterReport(local_report, approved, today);
//   send(result.kept);
//   for (const LeftOut& item : result.left_out) explain(item);
//
// Pure and thread-safe.

#ifndef REPORT_MAKING_REPORT_FILTER_H_
#define REPORT_MAKING_REPORT_FILTER_H_

#include <vector>

#include "absl/time/civil_time.h"
#include "config/upload_config/approved_counters.h"
#include "report/left_out.h"
#include "report/report.pb.h"

namespace telemetry {

struct FilterResult {
  v1::Report kept;
  // In the order of the program entries, then sorted by kind and name; after them, what the frames of
  // kept stacks do not tell.
  std::vector<LeftOut> left_out;
};

// The part of `report` that `approved` lists. A program entry stays if its GoVersion, its program
// and that program's version are listed; GOOS and GOARCH are left for the collector to check. In an
// entry that stays, a counter stays if it is listed for that program with a rate of at least the
// report's X and has not expired on `day`, and a stack if its first line is. The frames of a stack
// name the builds that are listed for the program, and of other builds only function and offset
// (report/reduced_stack.h); stacks that become equal become one. An entry may end up empty. The
// report's own fields are copied. Filtering the result again changes nothing.
FilterResult FilterReport(const v1::Report& report, const ApprovedCounters& approved,
                          absl::CivilDay day);

}  // namespace telemetry

#endif  // REPORT_MAKING_REPORT_FILTER_H_
