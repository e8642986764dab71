#ifndef CMD_COLLECTOR_STACKS_SYMBOLS_COMMAND_H_
#define CMD_COLLECTOR_STACKS_SYMBOLS_COMMAND_H_

#include "cmd/collector/command_line.h"
#include "cmd/internal/command.h"

namespace telemetry::collector {

// `collector symbols add --data-dir DIR FILE...` keeps in the data directory what is needed to turn
// addresses of these programs and libraries into source lines (report/source_lines/symbol_store.h).
// What cannot be read of a file is an error, a line each; the other files are kept all the same.
void AddSymbolsCommand(cmd::Command& app, CommandContext& context);

}  // namespace telemetry::collector

#endif  // CMD_COLLECTOR_STACKS_SYMBOLS_COMMAND_H_
