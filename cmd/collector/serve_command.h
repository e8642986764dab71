#ifndef CMD_COLLECTOR_SERVE_COMMAND_H_
#define CMD_COLLECTOR_SERVE_COMMAND_H_

#include "cmd/collector/command_line.h"

namespace telemetry::collector {

// `collector serve` receives reports until SIGTERM or SIGINT, and then stops gracefully. It prints
// one line with the addresses on which it listens once it does. Nothing that it prints or stores
// has a peer's address.
void AddServeCommand(CLI::App& app, CommandContext& context);

}  // namespace telemetry::collector

#endif  // CMD_COLLECTOR_SERVE_COMMAND_H_
