#include "cmd/gotelemetry/all_commands.h"

#include "absl/types/span.h"
#include "cmd/gotelemetry/approved_command.h"
#include "cmd/gotelemetry/clean_command.h"
#include "cmd/gotelemetry/command_line.h"
#include "cmd/gotelemetry/csv_command.h"
#include "cmd/gotelemetry/dump_command.h"
#include "cmd/gotelemetry/env_command.h"
#include "cmd/gotelemetry/mode_commands.h"
#include "cmd/gotelemetry/on_command.h"
#include "cmd/gotelemetry/preview_command.h"
#include "cmd/gotelemetry/report_command.h"
#include "cmd/gotelemetry/symbolize_command.h"
#include "cmd/gotelemetry/upload_command.h"
#include "cmd/gotelemetry/view_command.h"

namespace telemetry::cmd {

absl::Span<const AddCommand> AllCommands() {
  static constexpr AddCommand kCommands[] = {
      AddOnCommand,       AddModeCommands,   AddEnvCommand,    AddViewCommand,
      AddApprovedCommand, AddPreviewCommand, AddReportCommand, AddUploadCommand,
      AddCleanCommand,    AddCsvCommand,     AddDumpCommand,   AddSymbolizeCommand};
  return kCommands;
}

}  // namespace telemetry::cmd
