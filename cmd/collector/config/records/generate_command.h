#ifndef CMD_COLLECTOR_CONFIG_RECORDS_GENERATE_COMMAND_H_
#define CMD_COLLECTOR_CONFIG_RECORDS_GENERATE_COMMAND_H_

#include "cmd/collector/command_line.h"
#include "cmd/internal/command.h"

namespace telemetry::collector {

// `config generate`: makes an upload config of chart records.
void AddConfigGenerateCommand(cmd::Command& config, CommandContext& context);

}  // namespace telemetry::collector

#endif  // CMD_COLLECTOR_CONFIG_RECORDS_GENERATE_COMMAND_H_
