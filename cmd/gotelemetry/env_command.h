#ifndef CMD_GOTELEMETRY_ENV_COMMAND_H_
#define CMD_GOTELEMETRY_ENV_COMMAND_H_

#include "cmd/gotelemetry/command_line.h"

namespace telemetry::cmd {

// `gotelemetry env [--json]` prints the mode, the rule that decided it, the paths, the collector,
// the last upload, and the files that were put aside (config/telemetry_environment.h).
void AddEnvCommand(CLI::App& app, CommandContext& context);

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_ENV_COMMAND_H_
