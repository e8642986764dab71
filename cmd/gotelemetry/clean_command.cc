#include "cmd/gotelemetry/clean_command.h"

#include <ostream>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "report/making/clean.h"
#include "storage/telemetry_dir.h"

namespace telemetry::cmd {

void AddCleanCommand(CLI::App& app, CommandContext& context) {
  CLI::App& command =
      *app.add_subcommand("clean", "Remove counter files and reports; keep the mode")
           ->alias("clear");
  command.callback([&context] {
    const absl::StatusOr<TelemetryDir> dir = context.dir();
    if (!context.Check(dir.status())) return;
    const absl::StatusOr<CleanRun> run = RemoveCountsAndReports(*dir);
    if (!context.Check(run.status())) return;
    context.out << "Removed " << run->files_removed
                << (run->files_removed == 1 ? " file" : " files") << " from " << dir->root()
                << ".\n";
  });
}

}  // namespace telemetry::cmd
