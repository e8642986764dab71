// Keeps an upload report within the size that a collector takes, so that a week with many different
// stacks loses the rarest of them and not the whole report.
//
//   std::vector<LeftOut> left_out = FitReport(upload, kMaxReportBytes);

#ifndef REPORT_MAKING_FIT_REPORT_H_
#define REPORT_MAKING_FIT_REPORT_H_

#include <cstddef>
#include <vector>

#include "report/left_out.h"
#include "report/report.pb.h"

namespace telemetry {

// Removes from `report` as few items as make its JSON at most `max_bytes` long: first stacks, then
// counters; of each those with the smallest counts first, and among equals those whose names come
// last. Returns what was removed, in that order. A report whose programs alone are too large stays
// so. Pure; takes a few conversions to JSON if the report is too large, and one otherwise.
std::vector<LeftOut> FitReport(v1::Report& report, size_t max_bytes);

}  // namespace telemetry

#endif  // REPORT_MAKING_FIT_REPORT_H_
