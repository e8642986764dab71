// Validates an uploaded report for the collector: it is refused as a whole if malformed, and
// otherwise accepted without what the collector's config does not approve. Clients are not trusted;
// whatever passes here may be published.
//
//   absl::StatusOr<CheckedUpload> checked = CheckUpload(std::move(report), approved, today);
//   if (!checked.ok()) return checked.status();  // refused for good
//   store(checked->accepted);
//   answer(checked->dropped);
//
// Pure and thread-safe.

#ifndef REPORT_MAKING_CHECK_UPLOAD_H_
#define REPORT_MAKING_CHECK_UPLOAD_H_

#include <cstddef>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "config/upload_config/approved_counters.h"
#include "report/left_out.h"
#include "report/report.pb.h"

namespace telemetry {

// The maximum number of program entries in a report.
inline constexpr int kMaxProgramEntries = 1000;

// How long after the end of its week a report is taken. Clients send none that is older than 21
// days, and may be some days without a network after they made it.
inline constexpr int kMaxWeekAgeDays = 28;

// The maximum number of items in `dropped`: an answer must stay below the 4 MiB that a gRPC client
// accepts.
inline constexpr size_t kMaxDroppedListed = 1000;

struct CheckedUpload {
  // Fit to be stored and published.
  v1::Report accepted;
  // In the order of the program entries, then sorted by kind and name; after them, for each entry,
  // the stacks that are not such as a counter file holds, and what the frames of others do not tell.
  // At most kMaxDroppedListed items, each with the first 100 bytes of its program and of its name,
  // and "..." if there is more.
  std::vector<LeftOut> dropped;
  // How many more were dropped.
  size_t num_dropped_unlisted = 0;
};

// Dropped: a program entry whose GOOS, GOARCH, GoVersion, program or version the config does not
// list; a counter, or a stack by its first line, that the config does not list for the program,
// or whose approval ended by `day`.
// Also a stack that no counter file can hold (stack_check.h); of others, the frames beyond the depth
// that the config lists, and of frames in builds that it does not list, what tells of these builds
// (report/reduced_stack.h). Rates are for the client to apply. Entries stay even if they lose every
// counter; those of one build of a program become one, with the sums of their counts.
//
// LastWeek is cleared if it is not a day before Week: Go takes it from file names in upload/, where
// users may have put anything.
//
// INVALID_ARGUMENT, naming the field and its value: Week is not a day (civil_day.h), or is one that no
// client sends on `day`, more than kMaxWeekAgeDays before it or later than the next day, to allow for
// a clock that is a little ahead; X is not
// strictly between 0 and 1; Config is not the version of a config (IsUploadConfigVersion()), which
// would leave room to publish unapproved text; there are more than kMaxProgramEntries entries; a
// count is negative. Go's collector checks less of X and Config, but no client sends what is refused
// here: both Go's and ours draw X from (0, 1), and Go's names a config by its module version.
absl::StatusOr<CheckedUpload> CheckUpload(v1::Report report, const ApprovedCounters& approved,
                                          absl::CivilDay day);

}  // namespace telemetry

#endif  // REPORT_MAKING_CHECK_UPLOAD_H_
