#ifndef CMD_GOTELEMETRY_CONSENT_ON_COMMAND_H_
#define CMD_GOTELEMETRY_CONSENT_ON_COMMAND_H_

#include "cmd/gotelemetry/command_line.h"
#include "cmd/internal/command.h"

namespace telemetry::cmd {

// `gotelemetry on --collector C[,C...] | --go` records consent (config/consent.h), asks each
// collector what it approves, shows that, and keeps it with the consent. Without an option it lists
// the collectors that programs on this machine name, and asks about each on a terminal.
void AddOnCommand(Command& app, CommandContext& context);

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_CONSENT_ON_COMMAND_H_
