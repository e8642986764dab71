#ifndef CMD_COLLECTOR_MERGE_COMMAND_H_
#define CMD_COLLECTOR_MERGE_COMMAND_H_

#include "cmd/collector/command_line.h"
#include "cmd/internal/command.h"

namespace telemetry::collector {

// `collector merge` writes the dataset of one day from the reports that a collector has stored. The
// collector may be serving at the same time.
void AddMergeCommand(cmd::Command& app, CommandContext& context);

}  // namespace telemetry::collector

#endif  // CMD_COLLECTOR_MERGE_COMMAND_H_
