#ifndef CMD_COLLECTOR_ALL_COMMANDS_H_
#define CMD_COLLECTOR_ALL_COMMANDS_H_

#include "absl/types/span.h"
#include "cmd/collector/command_line.h"

namespace telemetry::collector {

// All commands, in the order of the help text.
absl::Span<const AddCommand> AllCommands();

}  // namespace telemetry::collector

#endif  // CMD_COLLECTOR_ALL_COMMANDS_H_
