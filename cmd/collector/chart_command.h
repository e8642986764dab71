#ifndef CMD_COLLECTOR_CHART_COMMAND_H_
#define CMD_COLLECTOR_CHART_COMMAND_H_

#include "cmd/collector/command_line.h"
#include "cmd/internal/command.h"

namespace telemetry::collector {

// `collector chart` makes charts from datasets that `collector merge` wrote.
void AddChartCommand(cmd::Command& app, CommandContext& context);

}  // namespace telemetry::collector

#endif  // CMD_COLLECTOR_CHART_COMMAND_H_
