// The stacks in files of any kind that has some.
//
//   absl::StatusOr<StackCounts> stacks = ReadStackCounts("local.2026-11-18.json");

#ifndef CMD_GOTELEMETRY_COUNTS_STACK_SOURCES_H_
#define CMD_GOTELEMETRY_COUNTS_STACK_SOURCES_H_

#include <cstdint>
#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace telemetry::cmd {

struct StackCounts {
  // Decoded stacks and what was counted.
  std::map<std::string, uint64_t> counts;
  // OK, or what is wrong with a file of which the rest was read.
  absl::Status damage;
};

// The stacks in the file at `path`: a counter file, a report, or a dataset, one report on each line;
// the last two may be packed with gzip. Errors name the file, and of a dataset the line: that of the
// failed system call; INVALID_ARGUMENT if it is none of these; OUT_OF_RANGE if it has more than 1 GiB.
absl::StatusOr<StackCounts> ReadStackCounts(const std::string& path);

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_COUNTS_STACK_SOURCES_H_
