#include "cmd/gotelemetry/all_commands.h"

#include "absl/types/span.h"
#include "cmd/gotelemetry/command_line.h"
#include "cmd/gotelemetry/consent/approved_command.h"
#include "cmd/gotelemetry/consent/env_command.h"
#include "cmd/gotelemetry/consent/mode_commands.h"
#include "cmd/gotelemetry/consent/on_command.h"
#include "cmd/gotelemetry/consent/prompt_command.h"
#include "cmd/gotelemetry/counts/csv_command.h"
#include "cmd/gotelemetry/counts/dump_command.h"
#include "cmd/gotelemetry/counts/inc_command.h"
#include "cmd/gotelemetry/counts/symbolize_command.h"
#include "cmd/gotelemetry/counts/view_command.h"
#include "cmd/gotelemetry/export/export_command.h"
#include "cmd/gotelemetry/reports/clean_command.h"
#include "cmd/gotelemetry/reports/preview_command.h"
#include "cmd/gotelemetry/reports/report_command.h"
#include "cmd/gotelemetry/reports/upload_command.h"

namespace telemetry::cmd {

absl::Span<const AddCommand> AllCommands() {
  static constexpr AddCommand kCommands[] = {
      AddOnCommand,       AddModeCommands,     AddEnvCommand,     AddViewCommand,
      AddApprovedCommand, AddPromptCommand,    AddPreviewCommand, AddReportCommand,
      AddUploadCommand,   AddCleanCommand,     AddCsvCommand,     AddDumpCommand,
      AddExportCommand,   AddSymbolizeCommand, AddIncCommand};
  return kCommands;
}

}  // namespace telemetry::cmd
