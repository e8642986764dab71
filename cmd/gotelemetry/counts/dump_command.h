#ifndef CMD_GOTELEMETRY_COUNTS_DUMP_COMMAND_H_
#define CMD_GOTELEMETRY_COUNTS_DUMP_COMMAND_H_

#include "cmd/gotelemetry/command_line.h"
#include "cmd/internal/command.h"

namespace telemetry::cmd {

// `gotelemetry dump [FILE...]` prints counter files as JSON: a line `-- FILE --`, then {"Meta":
// {...}, "Count": {...}}. Without FILE it prints all in the telemetry directory. A file that cannot
// be read gets a line on standard error; the others are still printed.
void AddDumpCommand(Command& app, CommandContext& context);

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_COUNTS_DUMP_COMMAND_H_
