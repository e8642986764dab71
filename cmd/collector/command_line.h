// The command line of collector: which command, its options, and what becomes of its outcome.
//
// A command is a function that adds a subcommand to the application and says what it does:
//
//   void AddMergeCommand(CLI::App& app, CommandContext& context) {
//     CLI::App& command = *app.add_subcommand("merge", "Write the dataset of a day");
//     command.callback([&context] { context.Check(Merge(...)); });
//   }
//
// Options are checked while they are parsed, so that a wrong one is wrong usage and nothing has
// happened yet; what goes wrong later is a failure.

#ifndef CMD_COLLECTOR_COMMAND_LINE_H_
#define CMD_COLLECTOR_COMMAND_LINE_H_

#include <ostream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"

namespace CLI {
class App;
}

namespace telemetry::collector {

// Exit statuses.
inline constexpr int kDone = 0;
inline constexpr int kFailed = 1;
inline constexpr int kWrongUsage = 2;

// What every command works with.
struct CommandContext {
  std::ostream& out;
  std::ostream& err;
  int exit_status = kDone;

  // Returns whether `status` is OK. If it is not, the exit status will be kFailed and `err` gets
  // one line, "collector: " and the message.
  bool Check(const absl::Status& status);
};

// Adds a command. Both arguments outlive the parsing and running of the command line.
using AddCommand = void (*)(CLI::App& app, CommandContext& context);

// Parses `arguments`, without the program's name, runs the command that they name, and returns the
// exit status. Help goes to `out`; an error goes to `err`, one line that begins with "collector: ".
int RunCommandLine(absl::Span<const AddCommand> commands, std::vector<std::string> arguments,
                   std::ostream& out, std::ostream& err);

}  // namespace telemetry::collector

#endif  // CMD_COLLECTOR_COMMAND_LINE_H_
