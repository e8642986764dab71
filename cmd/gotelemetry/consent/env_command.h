#ifndef CMD_GOTELEMETRY_CONSENT_ENV_COMMAND_H_
#define CMD_GOTELEMETRY_CONSENT_ENV_COMMAND_H_

#include "cmd/gotelemetry/command_line.h"
#include "cmd/internal/command.h"

namespace telemetry::cmd {

// `gotelemetry env [--json]` prints for each collector, and for Go's directory, the mode, the rule
// that decided it, since when, the programs, the last upload, the files that were put aside, and the
// paths (config/telemetry_environment.h).
void AddEnvCommand(Command& app, CommandContext& context);

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_CONSENT_ENV_COMMAND_H_
