#ifndef CMD_COLLECTOR_CONFIG_IN_FORCE_HISTORY_COMMAND_H_
#define CMD_COLLECTOR_CONFIG_IN_FORCE_HISTORY_COMMAND_H_

#include "cmd/collector/command_line.h"
#include "cmd/internal/command.h"

namespace telemetry::collector {

// `collector config history` lists the configs that have been in force on a data directory.
void AddConfigHistoryCommand(cmd::Command& config, CommandContext& context);

}  // namespace telemetry::collector

#endif  // CMD_COLLECTOR_CONFIG_IN_FORCE_HISTORY_COMMAND_H_
