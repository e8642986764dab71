#ifndef CMD_GOTELEMETRY_REPORTS_CLEAN_COMMAND_H_
#define CMD_GOTELEMETRY_REPORTS_CLEAN_COMMAND_H_

#include "cmd/gotelemetry/command_line.h"
#include "cmd/internal/command.h"

namespace telemetry::cmd {

// `gotelemetry clean`, also called `clear`, removes counter files and reports but keeps the mode
// (report/report_files/clean.h).
void AddCleanCommand(Command& app, CommandContext& context);

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_REPORTS_CLEAN_COMMAND_H_
