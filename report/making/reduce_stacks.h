// Reduces the stacks of a report's entry to what they may tell outside of the machine
// (report/reduced_stack.h): for the client, which sends nothing else, and for the collector, which
// keeps nothing else.
//
//   ReduceStacks(approved.FindProgram(entry.program())->builds(), entry, left_out);
//
// Pure and thread-safe.

#ifndef REPORT_MAKING_REDUCE_STACKS_H_
#define REPORT_MAKING_REDUCE_STACKS_H_

#include <vector>

#include "absl/strings/string_view.h"
#include "config/upload_config/released_builds.h"
#include "report/left_out.h"
#include "report/report.pb.h"

namespace telemetry {

// Why a frame is reduced.
inline constexpr absl::string_view kUnlistedBuildReason =
    "some are of builds that are not in the config, so of them only function and offset remain";

// Reduces the stacks of `entry` and sums the counts of those that become equal. Appends an item of
// the kind kFrames to `left_out` for each title with a stack that changes, sorted by title.
void ReduceStacks(const ReleasedBuilds& builds, v1::ProgramReport& entry,
                  std::vector<LeftOut>& left_out);

}  // namespace telemetry

#endif  // REPORT_MAKING_REDUCE_STACKS_H_
