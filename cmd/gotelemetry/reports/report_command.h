#ifndef CMD_GOTELEMETRY_REPORTS_REPORT_COMMAND_H_
#define CMD_GOTELEMETRY_REPORTS_REPORT_COMMAND_H_

#include "cmd/gotelemetry/command_line.h"
#include "cmd/internal/command.h"

namespace telemetry::cmd {

// `gotelemetry report [--config FILE] [--now T]` makes reports from expired counter files
// (report/making/make_reports.h) and sends nothing.
void AddReportCommand(Command& app, CommandContext& context);

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_REPORTS_REPORT_COMMAND_H_
