#ifndef CMD_COLLECTOR_CONFIG_RECORDS_NEXT_VERSION_COMMAND_H_
#define CMD_COLLECTOR_CONFIG_RECORDS_NEXT_VERSION_COMMAND_H_

#include "cmd/collector/command_line.h"
#include "cmd/internal/command.h"

namespace telemetry::collector {

// `config next-version`: says under which version a new upload config is published.
void AddConfigNextVersionCommand(cmd::Command& config, CommandContext& context);

}  // namespace telemetry::collector

#endif  // CMD_COLLECTOR_CONFIG_RECORDS_NEXT_VERSION_COMMAND_H_
