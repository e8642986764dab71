#ifndef CMD_COLLECTOR_SERVE_COMMAND_H_
#define CMD_COLLECTOR_SERVE_COMMAND_H_

#include "cmd/collector/command_line.h"

namespace telemetry::collector {

// `collector serve` receives reports until SIGTERM or SIGINT, then stops gracefully. Once it
// listens, it prints one line with its addresses. It neither prints nor stores peers' addresses.
void AddServeCommand(CLI::App& app, CommandContext& context);

}  // namespace telemetry::collector

#endif  // CMD_COLLECTOR_SERVE_COMMAND_H_
