#ifndef CMD_GOTELEMETRY_SYMBOLIZE_COMMAND_H_
#define CMD_GOTELEMETRY_SYMBOLIZE_COMMAND_H_

#include "cmd/gotelemetry/command_line.h"

namespace telemetry::cmd {

// `gotelemetry symbolize --binary FILE... [COUNTER_FILE...]` prints stack counters with the source
// lines that the files' debug information gives (report/symbolize.h). Stacks that come to the same
// are added up. A file that is of another build than the stacks gets a line on the error stream.
void AddSymbolizeCommand(CLI::App& app, CommandContext& context);

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_SYMBOLIZE_COMMAND_H_
