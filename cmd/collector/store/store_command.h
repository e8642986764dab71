#ifndef CMD_COLLECTOR_STORE_STORE_COMMAND_H_
#define CMD_COLLECTOR_STORE_STORE_COMMAND_H_

#include "cmd/collector/command_line.h"

namespace telemetry::collector {

// collector store init | migrate | check | copy | backup.
void AddStoreCommand(cmd::Command& app, CommandContext& context);

}  // namespace telemetry::collector

#endif  // CMD_COLLECTOR_STORE_STORE_COMMAND_H_
