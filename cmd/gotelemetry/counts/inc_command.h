#ifndef CMD_GOTELEMETRY_COUNTS_INC_COMMAND_H_
#define CMD_GOTELEMETRY_COUNTS_INC_COMMAND_H_

#include "cmd/gotelemetry/command_line.h"
#include "cmd/internal/command.h"

namespace telemetry::cmd {

// `gotelemetry inc NAME [N]` adds to a counter of a program that cannot link the library, such as an
// editor's extension; without NAME, to those that the lines of standard input name (count_lines.h).
// Opens the program's counter file once, and says nothing, also where telemetry is off.
void AddIncCommand(Command& app, CommandContext& context);

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_COUNTS_INC_COMMAND_H_
