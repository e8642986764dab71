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

#include <cstddef>
#include <vector>

#include "absl/status/statusor.h"
#include "config/approved_counters.h"
#include "report/left_out.h"
#include "report/report.pb.h"

namespace telemetry {

// The most program entries that a report may have.
inline constexpr int kMaxProgramEntries = 1000;

// The most items that `dropped` lists: an answer must stay below the 4 MiB that a gRPC client reads.
inline constexpr size_t kMaxDroppedListed = 1000;

struct CheckedUpload {
  // Fit to be stored and published.
  v1::Report accepted;
  // In the order of the program entries, then sorted by kind and name. The first kMaxDroppedListed
  // of them, each with at most 100 bytes of its program and of its name, and "..." if there is more.
  std::vector<LeftOut> dropped;
  // How many more were dropped.
  size_t num_dropped_unlisted = 0;
};

// Dropped: a program entry whose GOOS, GOARCH, GoVersion, program or version the config does not
// list; a counter, or a stack by its first line, that it does not list for that program. Rates are
// the client's to obey. Entries stay even if they lose every counter.
//
// LastWeek is cleared if it is not a day: Go takes it from the names of files in upload/, whatever
// their user made of them.
//
// INVALID_ARGUMENT, naming field and value: Week is not a day (civil_day.h); X is not between 0 and
// 1, both excluded; Config is not a semantic version with a leading "v", or is longer than 64 bytes,
// which leaves room to publish what no config approves; there are more than kMaxProgramEntries
// entries; a count is negative. Go's collector checks less of X and Config, but no client sends what
// is refused here: Go's and ours draw X from (0, 1) and name a config by its module version.
absl::StatusOr<CheckedUpload> CheckUpload(v1::Report report, const ApprovedCounters& approved);

}  // namespace telemetry

#endif  // REPORT_VALIDATE_H_
