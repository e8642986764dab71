#ifndef CMD_GOTELEMETRY_COUNTS_SYMBOLIZE_COMMAND_H_
#define CMD_GOTELEMETRY_COUNTS_SYMBOLIZE_COMMAND_H_

#include "cmd/gotelemetry/command_line.h"
#include "cmd/internal/command.h"

namespace telemetry::cmd {

// `gotelemetry symbolize --binary FILE... [FILE...]` prints the stacks in counter files, reports and
// datasets with source lines from the binaries' debug information, or from symbol files
// (report/source_lines/). Counts of stacks that turn out equal are added up. A binary from a different
// build than the stacks, or without lines, gets a line on standard error.
void AddSymbolizeCommand(Command& app, CommandContext& context);

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_COUNTS_SYMBOLIZE_COMMAND_H_
