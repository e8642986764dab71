// What `gotelemetry inc` reads: a counter a line, `NAME` or `NAME N`.
//
//   absl::StatusOr<std::vector<CountLine>> lines = ParseCountLines("mytool/open\nmytool/save 3\n");
//   for (const CountLine& line : *lines) Add(line.name, line.n);
//
// Pure.

#ifndef CMD_GOTELEMETRY_COUNTS_COUNT_LINES_H_
#define CMD_GOTELEMETRY_COUNTS_COUNT_LINES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace telemetry::cmd {

inline constexpr size_t kMaxCountLines = 10'000;
inline constexpr size_t kMaxCountInputBytes = size_t{1} << 20;
inline constexpr size_t kMaxCountNames = 1'000;

struct CountLine {
  std::string name;
  uint64_t n = 1;
};

// A name and a number as they stand on a command line. InvalidArgument if the name has a blank or a
// control character, or not 1 to 4096 bytes, or if the number is not 1 to 2^63-1.
absl::StatusOr<CountLine> ParseCount(absl::string_view name, absl::string_view number);

// All lines, or none: InvalidArgument, with the number of the line, if one is wrong; OutOfRange if
// there are more lines, bytes or different names than the above. Empty lines mean nothing.
absl::StatusOr<std::vector<CountLine>> ParseCountLines(absl::string_view text);

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_COUNTS_COUNT_LINES_H_
