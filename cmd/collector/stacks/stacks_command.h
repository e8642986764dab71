#ifndef CMD_COLLECTOR_STACKS_STACKS_COMMAND_H_
#define CMD_COLLECTOR_STACKS_STACKS_COMMAND_H_

#include "cmd/collector/command_line.h"
#include "cmd/internal/command.h"

namespace telemetry::collector {

// `collector stacks [--config TRIAGE] [--data-dir DIR | DATASET...]` prints the stacks of the last
// days' reports, and what issues say about them (report/stacks/stack_triage.h). Two claims for one
// stack are an error; with --new-only, a stack that is new or back is one too.
void AddStacksCommand(cmd::Command& app, CommandContext& context);

}  // namespace telemetry::collector

#endif  // CMD_COLLECTOR_STACKS_STACKS_COMMAND_H_
