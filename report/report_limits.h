// How large a report may be.
//
//   if (json.size() > kMaxReportBytes) leave_out_rarest_stacks(report);

#ifndef REPORT_REPORT_LIMITS_H_
#define REPORT_REPORT_LIMITS_H_

#include <cstddef>

namespace telemetry {

// The most bytes of a report that a collector takes, unless its operator says otherwise: of JSON
// over HTTP, of protobuf over gRPC. The latter is always shorter, so a report whose JSON fits may
// be sent in both ways. Go's own server has the same limit.
inline constexpr size_t kMaxReportBytes = 100 << 10;

}  // namespace telemetry

#endif  // REPORT_REPORT_LIMITS_H_
