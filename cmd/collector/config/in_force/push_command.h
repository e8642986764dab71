#ifndef CMD_COLLECTOR_CONFIG_IN_FORCE_PUSH_COMMAND_H_
#define CMD_COLLECTOR_CONFIG_IN_FORCE_PUSH_COMMAND_H_

#include "cmd/collector/command_line.h"
#include "cmd/internal/command.h"

namespace telemetry::collector {

// `collector config push` puts an upload config in force on a data directory. Collectors that serve it
// take it within seconds. A file in which `collector config check` finds an error is refused.
void AddConfigPushCommand(cmd::Command& config, CommandContext& context);

}  // namespace telemetry::collector

#endif  // CMD_COLLECTOR_CONFIG_IN_FORCE_PUSH_COMMAND_H_
