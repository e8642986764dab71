#ifndef CMD_COLLECTOR_SERVE_COMMAND_H_
#define CMD_COLLECTOR_SERVE_COMMAND_H_

#include "cmd/collector/command_line.h"
#include "cmd/internal/command.h"

namespace telemetry::collector {

// `collector serve` receives reports until SIGTERM or SIGINT, then stops gracefully. Once it
// listens, it prints one line with its addresses. It neither prints nor stores peers' addresses.
//
// At the start, when the file changes, and on SIGHUP it puts the file of --config in force; a
// renewed certificate is taken likewise. A file in which `collector config check` finds an error
// never takes the place of a config that is in force. It tells its service manager
// (service/service_manager.h) that it is ready, alive, reloading and stopping.
void AddServeCommand(cmd::Command& app, CommandContext& context);

// `collector check` takes the same options, and says whether they are right.
void AddCheckCommand(cmd::Command& app, CommandContext& context);

}  // namespace telemetry::collector

#endif  // CMD_COLLECTOR_SERVE_COMMAND_H_
