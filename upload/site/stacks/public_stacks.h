// What the public may see of stacks. No report should stand out alone in it.
//
//   PublicStacks stacks = PublishStacks(weeks, /*min_reports=*/5, ReadableStack);
//   for (const PublicStackProgram& program : stacks.programs) show(program.groups);
//
// A stack that fewer than `min_reports` reports have, in all weeks together, is not shown. Of one that is
// shown, with N = `min_reports`:
//   1. The number of reports is rounded down to a multiple of N.
//   2. A week with fewer than N reports of it, zero included, is hidden: "fewer than N".
//   3. Only versions that N reports have it in are named.
//   4. The first week is the first one up to which N reports have it, and the last one the last from
//      which on N reports have it: so many reports share what is said.
// If `min_reports` is 1, all of this is exact.
//
// This hides rare stacks on pages. It does not protect against someone who reads the dataset
// (public_chart.h).
//
// Pure; thread-safe.

#ifndef UPLOAD_SITE_STACKS_PUBLIC_STACKS_H_
#define UPLOAD_SITE_STACKS_PUBLIC_STACKS_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "upload/site/public_chart.h"
#include "upload/site/stacks/week_stacks.pb.h"

namespace telemetry {

// An issue that is about a stack.
struct PublicStackClaim {
  std::string name;  // "#79918", or the name of a file
  std::string title;
  // Shown versions, in their order, that should have had its fix.
  std::vector<std::string> back_in = {};

  friend bool operator==(const PublicStackClaim&, const PublicStackClaim&) = default;
};

struct PublicStack {
  std::string id;
  // Decoded, as in the reports.
  std::string stack;
  int64_t reports_at_least = 0;
  // In their order. Whether there are others, which fewer reports have it in.
  std::vector<std::string> versions = {};
  bool has_other_versions = false;
  // Last days of weeks, YYYY-MM-DD.
  std::string first_week = {};
  std::string last_week = {};
  // A value for each week.
  std::vector<PublicValue> weekly = {};
  // Set by ClaimStacks() (claimed_stacks.h).
  std::optional<PublicStackClaim> claim = std::nullopt;
};

// Stacks whose top frames are in the same functions (report/stacks/top_frames.h).
struct PublicStackGroup {
  // The functions, innermost first; the stacks' title if none is known.
  std::vector<std::string> top_frames;
  // That of most reports first.
  std::vector<PublicStack> stacks;
};

struct PublicStackProgram {
  std::string name;
  // That with the most frequent stack first.
  std::vector<PublicStackGroup> groups;
};

struct PublicStacks {
  int64_t min_reports = 1;
  // Last days of the weeks covered, YYYY-MM-DD, in order.
  std::vector<std::string> weeks = {};
  // Those with a stack to show, by name.
  std::vector<PublicStackProgram> programs = {};
};

// At most so many stacks of a program are shown: those of most reports.
inline constexpr size_t kMaxPublicStacks = 200;

// Makes a stack readable, with source lines where they are known (report/source_lines/symbolize.h).
using StackReader = std::function<std::string(absl::string_view stack)>;

// `weeks` are in order, without gaps: one without reports has no stacks.
// Stacks are grouped as `read` makes them readable, because a stripped program counts no functions.
PublicStacks PublishStacks(absl::Span<const v1::WeekStacks> weeks, int64_t min_reports,
                           const StackReader& read);

}  // namespace telemetry

#endif  // UPLOAD_SITE_STACKS_PUBLIC_STACKS_H_
