#include "cmd/collector/command_line.h"

#include <algorithm>
#include <utility>

#include "CLI/CLI.hpp"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"

namespace telemetry::collector {
namespace {

constexpr char kDescription[] =
    "Receives telemetry reports, and makes datasets and charts of them.\n";

constexpr char kFooter[] =
    "Exit status: 0 done, 1 failed, 2 wrong usage.\n"
    "Details of a command: collector COMMAND --help";

void PrintError(absl::string_view message, std::ostream& err) {
  err << "collector: " << absl::StrReplaceAll(message, {{"\n", " "}}) << "\n";
}

// Why the arguments are wrong.
std::string UsageError(const CLI::App& app, const CLI::ParseError& error) {
  const std::vector<std::string> unknown = app.remaining();
  const bool without_command = app.get_subcommands().empty();
  if (without_command && !unknown.empty()) {
    return absl::StrCat("unknown command or option \"", unknown.front(), "\"");
  }
  if (without_command && dynamic_cast<const CLI::RequiredError*>(&error) != nullptr) {
    return "a command is needed; collector --help lists them";
  }
  return error.what();
}

}  // namespace

bool CommandContext::Check(const absl::Status& status) {
  if (status.ok()) return true;
  PrintError(status.message(), err);
  exit_status = kFailed;
  return false;
}

int RunCommandLine(absl::Span<const AddCommand> commands, std::vector<std::string> arguments,
                   std::ostream& out, std::ostream& err) {
  CommandContext context{out, err};
  CLI::App app(kDescription, "collector");
  app.get_formatter()->label("SUBCOMMAND", "COMMAND");
  app.get_formatter()->column_width(28);
  app.require_subcommand(1);
  for (const AddCommand add_command : commands) add_command(app, context);
  for (CLI::App* const command : app.get_subcommands({})) command->group("Commands");
  app.footer(kFooter);  // after the commands, which would inherit it
  try {
    std::reverse(arguments.begin(), arguments.end());  // as CLI11 takes them
    app.parse(std::move(arguments));
  } catch (const CLI::CallForHelp&) {
    out << app.help();
    return kDone;
  } catch (const CLI::ParseError& error) {
    PrintError(UsageError(app, error), err);
    return kWrongUsage;
  }
  return context.exit_status;
}

}  // namespace telemetry::collector
