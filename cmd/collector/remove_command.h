#ifndef CMD_COLLECTOR_REMOVE_COMMAND_H_
#define CMD_COLLECTOR_REMOVE_COMMAND_H_

#include "cmd/collector/command_line.h"
#include "cmd/internal/command.h"

namespace telemetry::collector {

// `collector remove --data-dir DIR --date D --x X` removes a report from the store and from the
// public site.
void AddRemoveCommand(cmd::Command& app, CommandContext& context);

}  // namespace telemetry::collector

#endif  // CMD_COLLECTOR_REMOVE_COMMAND_H_
