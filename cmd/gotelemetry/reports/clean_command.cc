#include "cmd/gotelemetry/reports/clean_command.h"

#include <memory>
#include <ostream>
#include <vector>

#include "absl/status/statusor.h"
#include "cmd/gotelemetry/directories.h"
#include "cmd/internal/command.h"
#include "report/report_files/clean.h"

namespace telemetry::cmd {
namespace {

void Clean(const DirectoryChoice& choice, CommandContext& context) {
  const absl::StatusOr<std::vector<Directory>> directories =
      ChosenDirectories(choice, DefaultDirectories::kCollectors, context);
  if (!context.Check(directories.status())) return;
  if (directories->empty()) context.out << "Nothing was counted for any collector.\n";
  for (const Directory& directory : *directories) {
    const absl::StatusOr<CleanRun> run = RemoveCountsAndReports(directory.dir());
    if (!context.Check(run.status())) continue;
    context.out << "Removed " << run->files_removed
                << (run->files_removed == 1 ? " file" : " files") << " from "
                << directory.dir().path() << ".\n";
  }
}

}  // namespace

void AddCleanCommand(Command& app, CommandContext& context) {
  Command& command =
      app.AddCommand("clean", "Remove counter files and reports; keep the modes").Alias("clear");
  const auto choice = AddDirectoryOptions(command, "Only what was counted for these collectors",
                                          "What Go's programs counted");
  command.SetFooter(
      "Without an option it removes what was counted for collectors, and leaves what Go's\n"
      "programs counted.");
  command.SetAction([&context, choice] { Clean(*choice, context); });
}

}  // namespace telemetry::cmd
