#ifndef CMD_GOTELEMETRY_CONSENT_MODE_COMMANDS_H_
#define CMD_GOTELEMETRY_CONSENT_MODE_COMMANDS_H_

#include "cmd/gotelemetry/command_line.h"
#include "cmd/internal/command.h"

namespace telemetry::cmd {

// `gotelemetry local` and `gotelemetry off` set the user's mode, of everything or of the directories
// that they name (config/consent.h), and print what is now in force.
void AddModeCommands(Command& app, CommandContext& context);

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_CONSENT_MODE_COMMANDS_H_
