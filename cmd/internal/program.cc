#include "cmd/internal/program.h"

#include <algorithm>
#include <utility>

#include "CLI/CLI.hpp"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "cmd/internal/command.h"
#include "cmd/internal/printable.h"
#include "tools/version/build_info.h"

namespace telemetry::cmd {
namespace {

void PrintError(const CommandOutput& output, absl::string_view message) {
  output.err << output.program << ": " << Printable(absl::StrReplaceAll(message, {{"\n", " "}}))
             << "\n";
}

// Returns why the arguments are wrong if they name no command.
std::string UsageErrorWithoutCommand(const CLI::App& app, const CLI::ParseError& error) {
  const std::vector<std::string> unknown = app.remaining();
  if (!unknown.empty()) {
    return absl::StrCat("unknown command or option \"", unknown.front(), "\"; see ", app.get_name(),
                        " --help");
  }
  if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr) {
    return absl::StrCat("a command is needed; ", app.get_name(), " --help lists them");
  }
  return error.what();
}

// Returns why the arguments are wrong, reworded where CLI11's message uses its own terms.
std::string UsageError(const CLI::App& app, const CLI::ParseError& error) {
  const std::string message = error.what();
  const std::vector<std::string> no_value = absl::StrSplit(message, ": 1 required ");
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr && no_value.size() == 2) {
    return absl::StrCat(no_value[0], " needs a value");
  }
  if (app.get_subcommands().empty()) return UsageErrorWithoutCommand(app, error);
  const std::vector<std::string> unexpected = app.remaining(/*recurse=*/true);
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr && !unexpected.empty()) {
    return absl::StrCat("unexpected argument \"", unexpected.front(), "\"; see ", app.get_name(),
                        " ", app.get_subcommands().front()->get_name(), " --help");
  }
  return message;
}

}  // namespace

bool CommandOutput::Check(const absl::Status& status) {
  if (status.ok()) return true;
  PrintError(*this, status.message());
  exit_status = kFailed;
  return false;
}

void CommandOutput::Warn(absl::string_view message) {
  PrintError(*this, absl::StrCat("warning: ", message));
}

int RunProgram(const ProgramHelp& help, CommandOutput& output, std::vector<std::string> arguments,
               absl::FunctionRef<void(Command& app)> add_commands) {
  CLI::App app(help.description, output.program);
  app.get_formatter()->label("SUBCOMMAND", "COMMAND");
  app.get_formatter()->column_width(help.column_width);
  app.set_version_flag("--version", absl::StrCat(output.program, " ", DescribeBuild(ThisBuild())),
                       "Print the version, the commit and the compiler and exit");
  Command commands(app);
  add_commands(commands);
  app.footer(absl::StrCat("Exit status: 0 done, 1 failed, 2 wrong usage.\nDetails of a command: ",
                          output.program, " COMMAND --help"));
  try {
    std::reverse(arguments.begin(), arguments.end());  // the order that CLI11 expects
    app.parse(std::move(arguments));
  } catch (const CLI::CallForHelp&) {
    output.out << app.help();
  } catch (const CLI::CallForVersion& version) {
    output.out << version.what() << "\n";
  } catch (const CLI::ParseError& error) {
    PrintError(output, UsageError(app, error));
    return kWrongUsage;
  }
  // Lost output is a failure, for example on a full disk.
  if (!output.out.flush()) output.Check(absl::DataLossError("cannot write the output"));
  return output.exit_status;
}

}  // namespace telemetry::cmd
