// What the collector makes of a report that somebody sends: refused whole if it is malformed, else
// accepted without what the collector's config does not approve. Nobody is trusted; whatever passes
// here may be published.
//
//   absl::StatusOr<CheckedUpload> checked = CheckUpload(std::move(report), approved);
//   if (!checked.ok()) return checked.status();  // refused for good
//   store(checked->accepted);
//   answer(checked->dropped);
//
// Pure and thread-safe.

#ifndef REPORT_VALIDATE_H_
#define REPORT_VALIDATE_H_

#include <vector>

#include "absl/status/statusor.h"
#include "config/approved_counters.h"
#include "report/left_out.h"
#include "report/report.pb.h"

namespace telemetry {

struct CheckedUpload {
  // Fit to be stored and published.
  v1::Report accepted;
  // In the order of the program entries, then sorted by kind and name.
  std::vector<LeftOut> dropped;
};

// Dropped: a program entry whose GOOS, GOARCH, GoVersion, program or version the config does not
// list; a counter, or a stack by its first line, that it does not list for that program. Rates are
// the client's to obey. Entries stay even if they lose every counter.
//
// INVALID_ARGUMENT, naming field and value: Week is no day (civil_day.h); LastWeek is neither empty
// nor a day; X is not between 0 and 1, both excluded; Config is no semantic version with a leading
// "v" or is longer than 64 bytes, room in which to publish what no config approves; a count is
// negative.
absl::StatusOr<CheckedUpload> CheckUpload(v1::Report report, const ApprovedCounters& approved);

}  // namespace telemetry

#endif  // REPORT_VALIDATE_H_
