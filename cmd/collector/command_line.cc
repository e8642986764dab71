#include "cmd/collector/command_line.h"

#include <utility>

#include "cmd/internal/command.h"

namespace telemetry::collector {

int RunCommandLine(absl::Span<const AddCommand> commands, std::vector<std::string> arguments,
                   std::ostream& out, std::ostream& err) {
  CommandContext context{"collector", out, err};
  return cmd::RunProgram(
      {.description = "Receives telemetry reports and makes datasets and charts from them.\n",
       .column_width = 28},
      context, std::move(arguments), [&](cmd::Command& app) {
        for (const AddCommand add_command : commands) add_command(app, context);
      });
}

}  // namespace telemetry::collector
