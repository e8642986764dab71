#ifndef CMD_COLLECTOR_CONFIG_RECORDS_LINT_COMMAND_H_
#define CMD_COLLECTOR_CONFIG_RECORDS_LINT_COMMAND_H_

#include "cmd/collector/command_line.h"
#include "cmd/internal/command.h"

namespace telemetry::collector {

// `config lint`: checks chart records.
void AddConfigLintCommand(cmd::Command& config, CommandContext& context);

}  // namespace telemetry::collector

#endif  // CMD_COLLECTOR_CONFIG_RECORDS_LINT_COMMAND_H_
