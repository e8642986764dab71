#ifndef CMD_COLLECTOR_CONFIG_IN_FORCE_SHOW_COMMAND_H_
#define CMD_COLLECTOR_CONFIG_IN_FORCE_SHOW_COMMAND_H_

#include "cmd/collector/command_line.h"
#include "cmd/internal/command.h"

namespace telemetry::collector {

// `collector config show` prints a config that is or has been in force on a data directory.
void AddConfigShowCommand(cmd::Command& config, CommandContext& context);

}  // namespace telemetry::collector

#endif  // CMD_COLLECTOR_CONFIG_IN_FORCE_SHOW_COMMAND_H_
