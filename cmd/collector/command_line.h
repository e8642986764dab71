// The command line of `collector`.
//
// A command is a function that adds a subcommand to the application and says what it does:
//
//   void AddMergeCommand(cmd::Command& app, CommandContext& context) {
//     cmd::Command& command = app.AddCommand("merge", "Write the dataset of a day");
//     command.SetAction([&context] { context.Check(Merge(...)); });
//   }

#ifndef CMD_COLLECTOR_COMMAND_LINE_H_
#define CMD_COLLECTOR_COMMAND_LINE_H_

#include <ostream>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "cmd/internal/command.h"
#include "cmd/internal/program.h"

namespace telemetry::collector {

using cmd::kDone;
using cmd::kFailed;
using cmd::kWrongUsage;

// Shared by all commands.
using CommandContext = cmd::CommandOutput;

// Adds a command. Both arguments outlive the parsing and execution of the command line.
using AddCommand = void (*)(cmd::Command& app, CommandContext& context);

// Calls cmd::RunProgram() with these commands.
int RunCommandLine(absl::Span<const AddCommand> commands, std::vector<std::string> arguments,
                   std::ostream& out, std::ostream& err);

}  // namespace telemetry::collector

#endif  // CMD_COLLECTOR_COMMAND_LINE_H_
