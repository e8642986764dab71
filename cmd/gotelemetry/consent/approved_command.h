#ifndef CMD_GOTELEMETRY_CONSENT_APPROVED_COMMAND_H_
#define CMD_GOTELEMETRY_CONSENT_APPROVED_COMMAND_H_

#include "cmd/gotelemetry/command_line.h"
#include "cmd/internal/command.h"

namespace telemetry::cmd {

// `gotelemetry approved [--collector C[,C...]] [--json]` prints what each collector approves, as last
// received, and what has changed since the user consented (config/upload_config/received_configs.h).
void AddApprovedCommand(Command& app, CommandContext& context);

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_CONSENT_APPROVED_COMMAND_H_
