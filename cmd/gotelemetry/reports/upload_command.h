#ifndef CMD_GOTELEMETRY_REPORTS_UPLOAD_COMMAND_H_
#define CMD_GOTELEMETRY_REPORTS_UPLOAD_COMMAND_H_

#include "cmd/gotelemetry/command_line.h"
#include "cmd/internal/command.h"

namespace telemetry::cmd {

// `gotelemetry upload [--config FILE] [--collector HOST:PORT] [--now T]` makes the reports that are
// due, sends those that may be sent (upload/client/uploader.h), and prints what became of each. After
// Ctrl-C, unsent reports wait for the next run.
void AddUploadCommand(Command& app, CommandContext& context);

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_REPORTS_UPLOAD_COMMAND_H_
