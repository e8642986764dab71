#ifndef CMD_GOTELEMETRY_EXPORT_EXPORT_COMMAND_H_
#define CMD_GOTELEMETRY_EXPORT_EXPORT_COMMAND_H_

#include "cmd/gotelemetry/command_line.h"
#include "cmd/internal/command.h"

namespace telemetry::cmd {

// `gotelemetry export` prints what was counted in a format of monitoring systems, or writes it to a
// file that others can read, unless the umask of the process says otherwise. What the mode is off
// for is left out; if that is everything, nothing is printed, and no file is touched.
void AddExportCommand(Command& app, CommandContext& context);

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_EXPORT_EXPORT_COMMAND_H_
