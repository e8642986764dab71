#ifndef CMD_COLLECTOR_CONFIG_RECORDS_REVIEW_COMMAND_H_
#define CMD_COLLECTOR_CONFIG_RECORDS_REVIEW_COMMAND_H_

#include "cmd/collector/command_line.h"
#include "cmd/internal/command.h"

namespace telemetry::collector {

// `config review`: writes what the reviewers of chart records read.
void AddConfigReviewCommand(cmd::Command& config, CommandContext& context);

}  // namespace telemetry::collector

#endif  // CMD_COLLECTOR_CONFIG_RECORDS_REVIEW_COMMAND_H_
