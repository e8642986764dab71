#include "cmd/collector/config/config_command.h"

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
#include "cmd/internal/command.h"

namespace telemetry::collector {

void AddConfigCommand(cmd::Command& app, CommandContext& context) {
  cmd::Command& config =
      app.AddCommand("config", "Approve counters: from records to a config in force");
  for (const AddCommand add_command :
       {AddConfigLintCommand, AddConfigBuildsCommand, AddConfigGenerateCommand,
        AddConfigCheckCommand, AddConfigDiffCommand, AddConfigNextVersionCommand,
        AddConfigReviewCommand, AddConfigExpiringCommand, AddConfigPushCommand,
        AddConfigHistoryCommand, AddConfigShowCommand, AddConfigDropsCommand}) {
    add_command(config, context);
  }
}

}  // namespace telemetry::collector
