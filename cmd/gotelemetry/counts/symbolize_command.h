#ifndef CMD_GOTELEMETRY_COUNTS_SYMBOLIZE_COMMAND_H_
#define CMD_GOTELEMETRY_COUNTS_SYMBOLIZE_COMMAND_H_

#include "cmd/gotelemetry/command_line.h"

namespace telemetry::cmd {

// `gotelemetry symbolize --binary FILE... [COUNTER_FILE...]` prints stack counters with source
// lines from the binaries' debug information (report/source_lines/symbolize.h). Counts of stacks that turn out
// equal are added up. A binary from a different build than the stacks gets a line on standard
// error.
void AddSymbolizeCommand(CLI::App& app, CommandContext& context);

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_COUNTS_SYMBOLIZE_COMMAND_H_
