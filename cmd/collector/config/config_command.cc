#include "cmd/collector/config/config_command.h"

#include "CLI/CLI.hpp"
#include "cmd/collector/config/builds/builds_command.h"
#include "cmd/collector/config/in_force/drops_command.h"
#include "cmd/collector/config/in_force/history_command.h"
#include "cmd/collector/config/in_force/push_command.h"
#include "cmd/collector/config/in_force/show_command.h"
#include "cmd/collector/config/records/check_command.h"
#include "cmd/collector/config/records/diff_command.h"
#include "cmd/collector/config/records/expiring_command.h"
#include "cmd/collector/config/records/generate_command.h"
#include "cmd/collector/config/records/lint_command.h"
#include "cmd/collector/config/records/next_version_command.h"
#include "cmd/collector/config/records/review_command.h"

namespace telemetry::collector {

void AddConfigCommand(CLI::App& app, CommandContext& context) {
  CLI::App& config =
      *app.add_subcommand("config", "Approve counters: from records to a config in force");
  config.require_subcommand(1);
  for (const AddCommand add_command :
       {AddConfigLintCommand, AddConfigBuildsCommand, AddConfigGenerateCommand,
        AddConfigCheckCommand, AddConfigDiffCommand, AddConfigNextVersionCommand,
        AddConfigReviewCommand, AddConfigExpiringCommand, AddConfigPushCommand,
        AddConfigHistoryCommand, AddConfigShowCommand, AddConfigDropsCommand}) {
    add_command(config, context);
  }
  for (CLI::App* const command : config.get_subcommands({})) command->group("Commands");
}

}  // namespace telemetry::collector
