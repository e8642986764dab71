#ifndef CMD_COLLECTOR_CONFIG_RECORDS_EXPIRING_COMMAND_H_
#define CMD_COLLECTOR_CONFIG_RECORDS_EXPIRING_COMMAND_H_

#include "cmd/collector/command_line.h"
#include "cmd/internal/command.h"

namespace telemetry::collector {

// `config expiring`: lists the approvals that end soon, by owner.
void AddConfigExpiringCommand(cmd::Command& config, CommandContext& context);

}  // namespace telemetry::collector

#endif  // CMD_COLLECTOR_CONFIG_RECORDS_EXPIRING_COMMAND_H_
