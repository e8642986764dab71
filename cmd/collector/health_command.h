// `collector health`: whether a release is worse than the one before, and whether one is silent.

#ifndef CMD_COLLECTOR_HEALTH_COMMAND_H_
#define CMD_COLLECTOR_HEALTH_COMMAND_H_

#include "cmd/collector/command_line.h"
#include "cmd/internal/command.h"

namespace telemetry::collector {

void AddHealthCommand(cmd::Command& app, CommandContext& context);

}  // namespace telemetry::collector

#endif  // CMD_COLLECTOR_HEALTH_COMMAND_H_
