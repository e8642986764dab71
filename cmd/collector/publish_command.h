#ifndef CMD_COLLECTOR_PUBLISH_COMMAND_H_
#define CMD_COLLECTOR_PUBLISH_COMMAND_H_

#include "cmd/collector/command_line.h"

namespace telemetry::collector {

// collector publish: makes the public site from a store, once or again and again, beside collectors
// that only take reports. One process at a time does so for a store.
void AddPublishCommand(cmd::Command& app, CommandContext& context);

}  // namespace telemetry::collector

#endif  // CMD_COLLECTOR_PUBLISH_COMMAND_H_
