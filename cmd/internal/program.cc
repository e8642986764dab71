#include "cmd/internal/program.h"

#include <algorithm>
#include <utility>

#include "CLI/CLI.hpp"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/types/span.h"
#include "cmd/internal/command.h"
#include "cmd/internal/command_tree.h"
#include "cmd/internal/completion.h"
#include "cmd/internal/printable.h"
#include "cmd/internal/shared_commands.h"
#include "cmd/internal/suggestion.h"
#include "tools/version/build_info.h"

namespace telemetry::cmd {
namespace {

void PrintError(const CommandOutput& output, absl::string_view message) {
  output.err << output.program << ": " << Printable(absl::StrReplaceAll(message, {{"\n", " "}}))
             << "\n";
}

// The command that the arguments got to.
const CLI::App& Deepest(const CLI::App& app) {
  const CLI::App* command = &app;
  while (!command->get_subcommands().empty()) command = command->get_subcommands().front();
  return *command;
}

// "gotelemetry prompt status"
std::string PathOf(const CLI::App& command) {
  if (command.get_parent() == nullptr) return command.get_name();
  return absl::StrCat(PathOf(*command.get_parent()), " ", command.get_name());
}

// What might have stood in place of `word`: options of the command and of those above it, or its
// commands.
std::string WhatWasMeant(const CLI::App& command, const std::string& word) {
  std::vector<std::string> known;
  if (!absl::StartsWith(word, "-")) {
    for (const CLI::App* const each : command.get_subcommands({})) {
      known.push_back(each->get_name());
    }
    return Suggestion(word, known);
  }
  for (const CLI::App* each = &command; each != nullptr; each = each->get_parent()) {
    for (const CLI::Option* const option : each->get_options()) {
      for (const std::string& name : option->get_lnames()) known.push_back("--" + name);
    }
    if (each->get_parent() != nullptr && !each->get_parent()->get_fallthrough()) break;
  }
  return Suggestion(word.substr(0, word.find('=')), known);
}

std::string UnexpectedWord(const CLI::App& command, const std::string& word) {
  const bool is_command = !command.get_subcommands({}).empty();
  const std::string meant = WhatWasMeant(command, word);
  return absl::StrCat(is_command ? "unknown command or option \"" : "unexpected argument \"", word,
                      "\"", meant.empty() ? "" : absl::StrCat(", did you mean \"", meant, "\"?"),
                      meant.empty() ? "; see " : " See ", PathOf(command), " --help");
}

// Returns why the arguments are wrong, reworded where CLI11's message uses its own terms.
std::string UsageError(const CLI::App& app, const CLI::ParseError& error) {
  const std::string message = error.what();
  const std::vector<std::string> no_value = absl::StrSplit(message, ": 1 required ");
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr && no_value.size() == 2) {
    return absl::StrCat(no_value[0], " needs a value");
  }
  const CLI::App& command = Deepest(app);
  const std::vector<std::string> unexpected = app.remaining(/*recurse=*/true);
  const bool is_required = dynamic_cast<const CLI::RequiredError*>(&error) != nullptr;
  const bool needs_command = is_required && !command.get_subcommands({}).empty();
  const bool is_extra = dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr;
  if ((needs_command || is_extra) && !unexpected.empty()) {
    return UnexpectedWord(command, unexpected.front());
  }
  if (needs_command) {
    return absl::StrCat("a command is needed; ", PathOf(command), " --help lists them");
  }
  return message;
}

// What the help of the program ends with.
std::string Footer(const ProgramHelp& help, const std::string& program) {
  std::string footer;
  if (!help.environment.empty()) absl::StrAppend(&footer, "Environment:\n");
  for (const Explained& variable : help.environment) {
    absl::StrAppend(&footer, absl::StrFormat("  %-*s%s\n", help.column_width - 2, variable.what,
                                             variable.meaning));
  }
  return absl::StrCat(footer, footer.empty() ? "" : "\n",
                      "Exit status: 0 done, 1 failed, 2 wrong usage.\nDetails of a command: ",
                      program, " COMMAND --help");
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
  AddSharedCommands(commands,
                    {.version = std::string(ThisBuild().version), .environment = help.environment},
                    output.out);
  app.footer(Footer(help, output.program));
  if (help.expand != nullptr) {
    absl::StatusOr<std::vector<std::string>> expanded =
        help.expand(commands.Describe(), std::move(arguments));
    if (!expanded.ok()) {
      PrintError(output, expanded.status().message());
      return kWrongUsage;
    }
    arguments = *std::move(expanded);
  }
  try {
    // Completes whatever the user has typed, options included, so nothing of it is parsed here.
    if (!arguments.empty() && arguments[0] == kCompleteCommand) {
      output.out << RenderCompletions(
          Complete(commands.Describe(), absl::MakeConstSpan(arguments).subspan(1)));
    } else {
      std::reverse(arguments.begin(), arguments.end());  // the order that CLI11 expects
      app.parse(std::move(arguments));
    }
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
