#ifndef CMD_GOTELEMETRY_COUNTS_VIEW_COMMAND_H_
#define CMD_GOTELEMETRY_COUNTS_VIEW_COMMAND_H_

#include "cmd/gotelemetry/command_line.h"
#include "cmd/internal/command.h"

namespace telemetry::cmd {

// `gotelemetry view` serves web pages with what was counted (web_view/viewer_server.h) until
// interrupted; `gotelemetry view --text` prints it as charts and stacks (text_view/local_view.h).
void AddViewCommand(Command& app, CommandContext& context);

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_COUNTS_VIEW_COMMAND_H_
