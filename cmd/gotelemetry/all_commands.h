#ifndef CMD_GOTELEMETRY_ALL_COMMANDS_H_
#define CMD_GOTELEMETRY_ALL_COMMANDS_H_

#include "absl/types/span.h"
#include "cmd/gotelemetry/command_line.h"

namespace telemetry::cmd {

// All commands, in the order of the help text.
absl::Span<const AddCommand> AllCommands();

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_ALL_COMMANDS_H_
