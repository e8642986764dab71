#ifndef CMD_GOTELEMETRY_COUNTER_FILES_H_
#define CMD_GOTELEMETRY_COUNTER_FILES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cmd/gotelemetry/command_line.h"

namespace telemetry::cmd {

// The paths of the counter files that a command is about: those that are `named` or, if none is, all
// in the telemetry directory, sorted. None if nothing has been counted there.
//
// Only if none is named, the errors of CommandContext::dir(), or of a directory that cannot be read.
absl::StatusOr<std::vector<std::string>> ChosenCounterFiles(const std::vector<std::string>& named,
                                                            const CommandContext& context);

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_COUNTER_FILES_H_
