#ifndef CMD_GOTELEMETRY_COUNTS_COUNTER_FILES_H_
#define CMD_GOTELEMETRY_COUNTS_COUNTER_FILES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cmd/gotelemetry/command_line.h"

namespace telemetry::cmd {

// Returns the paths of the counter files that a command works on: `named`, or, if that is empty,
// all on this machine, Go's too. Empty if nothing has been counted there.
//
// Fails only if `named` is empty: with the errors of CommandContext::root(), or if the directory
// cannot be read.
absl::StatusOr<std::vector<std::string>> ChosenCounterFiles(const std::vector<std::string>& named,
                                                            const CommandContext& context);

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_COUNTS_COUNTER_FILES_H_
