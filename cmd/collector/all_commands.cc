#include "cmd/collector/all_commands.h"

#include "cmd/collector/chart_command.h"
#include "cmd/collector/config/config_command.h"
#include "cmd/collector/health_command.h"
#include "cmd/collector/merge_command.h"
#include "cmd/collector/publish_command.h"
#include "cmd/collector/remove_command.h"
#include "cmd/collector/serve_command.h"
#include "cmd/collector/stacks/stacks_command.h"
#include "cmd/collector/stacks/symbols_command.h"
#include "cmd/collector/store/store_command.h"

namespace telemetry::collector {

absl::Span<const AddCommand> AllCommands() {
  static constexpr AddCommand kCommands[] = {AddServeCommand,  AddCheckCommand,  AddPublishCommand,
                                             AddMergeCommand,  AddRemoveCommand, AddChartCommand,
                                             AddHealthCommand, AddStacksCommand, AddSymbolsCommand,
                                             AddStoreCommand,  AddConfigCommand};
  return kCommands;
}

}  // namespace telemetry::collector
