#include "cmd/collector/command_line.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "cmd/collector/service/config_file.h"
#include "cmd/internal/command.h"
#include "cmd/internal/command_tree.h"

namespace telemetry::collector {

namespace {

std::vector<cmd::Explained> Environment() {
  return {{"NOTIFY_SOCKET", "Where the service manager hears of serve"},
          {"WATCHDOG_USEC", "How often it wants to hear of it"},
          {"JOURNAL_STREAM", "Whether standard error is the journal"},
          {"SOURCE_DATE_EPOCH", "The date of the manual page"}};
}

// Those of serve and check may be in a file.
absl::StatusOr<std::vector<std::string>> WithConfigFile(const cmd::CommandTree& program,
                                                        std::vector<std::string> arguments) {
  if (arguments.empty() || (arguments[0] != "serve" && arguments[0] != "check")) return arguments;
  for (const cmd::CommandTree& command : program.commands) {
    if (command.name == arguments[0]) return AddConfigFile(command, std::move(arguments));
  }
  return arguments;
}

}  // namespace

int RunCommandLine(absl::Span<const AddCommand> commands, std::vector<std::string> arguments,
                   std::ostream& out, std::ostream& err) {
  CommandContext context{"collector", out, err};
  return cmd::RunProgram(
      {.description = "Receives telemetry reports and makes datasets and charts from them.\n",
       .column_width = 28,
       .environment = Environment(),
       .expand = WithConfigFile},
      context, std::move(arguments), [&](cmd::Command& app) {
        for (const AddCommand add_command : commands) add_command(app, context);
      });
}

}  // namespace telemetry::collector
