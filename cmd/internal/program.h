// Runs a program with several commands: parses its command line and returns the exit status.
//
//   CommandOutput output{.program = "collector", .out = std::cout, .err = std::cerr};
//   return RunProgram({.description = "Receives reports."}, output, arguments, [&](Command& app) {
//     Command& merge = app.AddCommand("merge", "Write the dataset of a day");
//     merge.SetAction([&output] { output.Check(Merge(...)); });
//   });
//
// Options are checked during parsing, so a wrong one is wrong usage and nothing has been done yet.
// Anything that goes wrong later is a failure.

#ifndef CMD_INTERNAL_PROGRAM_H_
#define CMD_INTERNAL_PROGRAM_H_

#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "cmd/internal/command.h"
#include "cmd/internal/command_tree.h"

namespace telemetry::cmd {

// Exit statuses.
inline constexpr int kDone = 0;
inline constexpr int kFailed = 1;
inline constexpr int kWrongUsage = 2;

// Where a command reports its outcome.
struct CommandOutput {
  std::string program;
  std::ostream& out;
  std::ostream& err;
  int exit_status = kDone;

  // Returns whether `status` is OK. Otherwise sets the exit status to kFailed and prints one line
  // to `err`: the program's name and the message.
  bool Check(const absl::Status& status);

  // Prints a line to `err` about a problem that does not stop the command.
  void Warn(absl::string_view message);
};

struct ProgramHelp {
  std::string description;
  // Width of the column with the names of commands and options.
  int column_width = 24;
  // Environment variables that the program obeys.
  std::vector<Explained> environment = {};
  // Returns the arguments to parse in place of those that were given, such as with those of a
  // configuration file. An error is wrong usage.
  std::function<absl::StatusOr<std::vector<std::string>>(const CommandTree& program,
                                                         std::vector<std::string> arguments)>
      expand = nullptr;
};

// Calls `add_commands` to add options and commands, adds those that every program has
// (shared_commands.h), parses `arguments` (without the program's name), runs the command that they
// name, and returns the exit status. Help and the version (that of build_info.h) go to
// `output.out`; an error goes to `output.err`, as one line. Output that cannot be written is a
// failure.
int RunProgram(const ProgramHelp& help, CommandOutput& output, std::vector<std::string> arguments,
               absl::FunctionRef<void(Command& app)> add_commands);

}  // namespace telemetry::cmd

#endif  // CMD_INTERNAL_PROGRAM_H_
