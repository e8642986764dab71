#ifndef CMD_GOTELEMETRY_PREVIEW_COMMAND_H_
#define CMD_GOTELEMETRY_PREVIEW_COMMAND_H_

#include "cmd/gotelemetry/command_line.h"

namespace telemetry::cmd {

// `gotelemetry preview [--config FILE]` prints the exact report that the present counts would become,
// and why each other item stays on this machine.
void AddPreviewCommand(CLI::App& app, CommandContext& context);

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_PREVIEW_COMMAND_H_
