// The command line of gotelemetry: which command, its options, and what becomes of its outcome.
//
// A command is a function that adds a subcommand to the application and says what it does:
//
//   void AddCleanCommand(CLI::App& app, CommandContext& context) {
//     CLI::App& command = *app.add_subcommand("clean", "Remove counter files and reports");
//     command.callback([&context] { context.Check(Clean(context.dir())); });
//   }
//
// Options are checked while they are parsed, so that a wrong one is wrong usage and nothing has
// happened yet; what goes wrong later is a failure.

#ifndef CMD_GOTELEMETRY_COMMAND_LINE_H_
#define CMD_GOTELEMETRY_COMMAND_LINE_H_

#include <ostream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "storage/telemetry_dir.h"

namespace CLI {
class App;
}

namespace telemetry::cmd {

// Exit statuses.
inline constexpr int kDone = 0;
inline constexpr int kFailed = 1;
inline constexpr int kWrongUsage = 2;

// What every command works with.
struct CommandContext {
  std::ostream& out;
  std::ostream& err;
  // The telemetry directory, from --dir or the environment.
  std::string root;
  int exit_status = kDone;

  TelemetryDir dir() const { return TelemetryDir(root); }

  // Returns whether `status` is OK. If it is not, the exit status will be kFailed and `err` gets
  // one line, "gotelemetry: " and the message.
  bool Check(const absl::Status& status);

  // Prints a line to `err` about something that does not keep the command from its work.
  void Warn(absl::string_view message);
};

// Adds a command. Both arguments outlive the parsing and running of the command line.
using AddCommand = void (*)(CLI::App& app, CommandContext& context);

// Parses `arguments`, without the program's name, runs the command that they name, and returns the
// exit status. Help goes to `out`; an error goes to `err`, one line that begins with "gotelemetry:
// ".
int RunCommandLine(absl::Span<const AddCommand> commands, std::vector<std::string> arguments,
                   std::ostream& out, std::ostream& err);

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_COMMAND_LINE_H_
