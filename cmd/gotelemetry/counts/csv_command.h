#ifndef CMD_GOTELEMETRY_COUNTS_CSV_COMMAND_H_
#define CMD_GOTELEMETRY_COUNTS_CSV_COMMAND_H_

#include "cmd/gotelemetry/command_line.h"
#include "cmd/internal/command.h"

namespace telemetry::cmd {

// `gotelemetry csv` prints each counter as a line
// COUNT,"NAME",PROGRAM,VERSION,GOVERSION,GOOS,GOARCH, sorted by name, with counts summed over
// counter files and local reports (report/local_counts/local_counts.h). The name is quoted as in Go
// (cmd/internal/go_quote.h), so that a stack stays on one line.
void AddCsvCommand(Command& app, CommandContext& context);

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_COUNTS_CSV_COMMAND_H_
