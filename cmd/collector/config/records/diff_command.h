#ifndef CMD_COLLECTOR_CONFIG_RECORDS_DIFF_COMMAND_H_
#define CMD_COLLECTOR_CONFIG_RECORDS_DIFF_COMMAND_H_

#include "cmd/collector/command_line.h"
#include "cmd/internal/command.h"

namespace telemetry::collector {

// `config diff`: says what a new upload config changes.
void AddConfigDiffCommand(cmd::Command& config, CommandContext& context);

}  // namespace telemetry::collector

#endif  // CMD_COLLECTOR_CONFIG_RECORDS_DIFF_COMMAND_H_
