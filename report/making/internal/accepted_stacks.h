// What a collector keeps of the stacks that a report has: a config approves their titles, and the
// lines below could say anything.
//
//   KeepAcceptableStacks(*approved.FindProgram(entry.program()), entry, left_out);
//
// Pure and thread-safe.

#ifndef REPORT_MAKING_INTERNAL_ACCEPTED_STACKS_H_
#define REPORT_MAKING_INTERNAL_ACCEPTED_STACKS_H_

#include <vector>

#include "config/upload_config/approved_counters.h"
#include "report/left_out.h"
#include "report/report.pb.h"

namespace telemetry::report_internal {

// Removes from `entry`, whose stacks all have approved titles, those that no counter file can hold
// (stack_check.h), and appends them to `left_out`. Of the others, keeps as many frames as the
// config approves, and sums the counts of those that then are the same.
void KeepAcceptableStacks(const ApprovedProgram& program, v1::ProgramReport& entry,
                          std::vector<LeftOut>& left_out);

}  // namespace telemetry::report_internal

#endif  // REPORT_MAKING_INTERNAL_ACCEPTED_STACKS_H_
