#ifndef CMD_GOTELEMETRY_ALL_COMMANDS_H_
#define CMD_GOTELEMETRY_ALL_COMMANDS_H_

#include "absl/types/span.h"
#include "cmd/gotelemetry/command_line.h"

namespace telemetry::cmd {

// The commands of gotelemetry, in the order in which its help lists them.
absl::Span<const AddCommand> AllCommands();

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_ALL_COMMANDS_H_
