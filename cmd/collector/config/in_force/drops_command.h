#ifndef CMD_COLLECTOR_CONFIG_IN_FORCE_DROPS_COMMAND_H_
#define CMD_COLLECTOR_CONFIG_IN_FORCE_DROPS_COMMAND_H_

#include "cmd/collector/command_line.h"
#include "cmd/internal/command.h"

namespace telemetry::collector {

// `collector config drops` says what collectors have dropped as not approved, day by day: whether a
// version was forgotten. Names of programs and versions in it may come from anyone.
void AddConfigDropsCommand(cmd::Command& config, CommandContext& context);

}  // namespace telemetry::collector

#endif  // CMD_COLLECTOR_CONFIG_IN_FORCE_DROPS_COMMAND_H_
