#ifndef CMD_COLLECTOR_CONFIG_CONFIG_COMMAND_H_
#define CMD_COLLECTOR_CONFIG_CONFIG_COMMAND_H_

#include "cmd/collector/command_line.h"
#include "cmd/internal/command.h"

namespace telemetry::collector {

// `config`: the way from a proposal to what a collector takes, in commands of its own.
void AddConfigCommand(cmd::Command& app, CommandContext& context);

}  // namespace telemetry::collector

#endif  // CMD_COLLECTOR_CONFIG_CONFIG_COMMAND_H_
