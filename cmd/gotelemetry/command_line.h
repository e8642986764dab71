// The command line of `gotelemetry`.
//
// A command is a function that adds a subcommand to the application and says what it does:
//
//   void AddPathCommand(Command& app, CommandContext& context) {
//     Command& command = app.AddCommand("path", "Print where telemetry is");
//     command.SetAction([&context] {
//       const absl::StatusOr<TelemetryRoot> root = context.root();
//       if (context.Check(root.status())) context.out << root->path() << "\n";
//     });
//   }

#ifndef CMD_GOTELEMETRY_COMMAND_LINE_H_
#define CMD_GOTELEMETRY_COMMAND_LINE_H_

#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "cmd/internal/command.h"
#include "cmd/internal/program.h"
#include "storage/directory/held_directory.h"
#include "storage/telemetry_root.h"

namespace telemetry::cmd {

// Shared by all commands.
struct CommandContext : CommandOutput {
  // The path of the telemetry root, from --dir or the environment; empty if neither sets one.
  std::string root_path;

  // Returns the telemetry root. FailedPrecondition if there is none: paths in it would start at "/".
  absl::StatusOr<TelemetryRoot> root() const;

  // While the command runs, the root is the directory that was there when it began, whatever takes its
  // place meanwhile.
  std::optional<HeldDirectory> held_root;
};

// Adds a command. Both arguments outlive the parsing and execution of the command line.
using AddCommand = void (*)(Command& app, CommandContext& context);

// Calls RunProgram() with these commands.
int RunCommandLine(absl::Span<const AddCommand> commands, std::vector<std::string> arguments,
                   std::ostream& out, std::ostream& err);

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_COMMAND_LINE_H_
