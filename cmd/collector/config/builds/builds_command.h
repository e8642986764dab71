#ifndef CMD_COLLECTOR_CONFIG_BUILDS_BUILDS_COMMAND_H_
#define CMD_COLLECTOR_CONFIG_BUILDS_BUILDS_COMMAND_H_

#include "cmd/collector/command_line.h"
#include "cmd/internal/command.h"

namespace telemetry::collector {

// `collector config builds`: prints the lines of released files for a list of released builds.
void AddConfigBuildsCommand(cmd::Command& config, CommandContext& context);

}  // namespace telemetry::collector

#endif  // CMD_COLLECTOR_CONFIG_BUILDS_BUILDS_COMMAND_H_
