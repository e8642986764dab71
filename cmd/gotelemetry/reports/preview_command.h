#ifndef CMD_GOTELEMETRY_REPORTS_PREVIEW_COMMAND_H_
#define CMD_GOTELEMETRY_REPORTS_PREVIEW_COMMAND_H_

#include "cmd/gotelemetry/command_line.h"
#include "cmd/internal/command.h"

namespace telemetry::cmd {

// `gotelemetry preview [--config FILE]` prints the exact report that the current counts would
// become, and why the other items stay on this machine.
void AddPreviewCommand(Command& app, CommandContext& context);

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_REPORTS_PREVIEW_COMMAND_H_
