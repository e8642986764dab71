#include "cmd/gotelemetry/reports/clean_command.h"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "cmd/gotelemetry/directories.h"
#include "cmd/gotelemetry/question.h"
#include "cmd/internal/command.h"
#include "cmd/internal/printable.h"
#include "report/report_files/clean.h"

namespace telemetry::cmd {
namespace {

struct CleanOptions {
  DirectoryChoice choice;
  bool is_dry_run = false;
  bool yes = false;
};

std::string Files(size_t number) { return absl::StrCat(number, number == 1 ? " file" : " files"); }

void List(const std::vector<CleanableFile>& files, CommandContext& context) {
  for (const CleanableFile& file : files) {
    context.out << Printable(file.path) << (file.is_waiting ? " (not uploaded yet)" : "") << "\n";
  }
}

// Whether the user, who is shown what is at stake, answers yes; anything else is a no.
bool AsksAndHearsYes(const std::string& path, const std::vector<CleanableFile>& files,
                     CommandContext& context) {
  const auto waiting = std::count_if(files.begin(), files.end(),
                                     [](const CleanableFile& file) { return file.is_waiting; });
  context.out << "Remove " << Files(files.size()) << " from " << Printable(path);
  if (waiting > 0) context.out << ", of which " << waiting << " would still be uploaded";
  context.out << "? [y/N] " << std::flush;
  return HearsYes();
}

void CleanOne(const Directory& directory, const CleanOptions& options, CommandContext& context) {
  const std::string path = directory.dir().path();
  if (options.is_dry_run || !options.yes) {
    const absl::StatusOr<std::vector<CleanableFile>> files = CleanableFiles(directory.dir());
    if (!context.Check(files.status())) return;
    if (options.is_dry_run) return List(*files, context);
    if (!files->empty() && !AsksAndHearsYes(path, *files, context)) {
      context.out << "Nothing was removed from " << Printable(path) << ".\n";
      return;
    }
  }
  const absl::StatusOr<CleanRun> run = RemoveCountsAndReports(directory.dir());
  if (!context.Check(run.status())) return;
  context.out << "Removed " << Files(run->files_removed) << " from " << Printable(path) << ".\n";
}

void Clean(CleanOptions options, CommandContext& context) {
  // Scripts cannot be asked.
  if (!CanAsk()) options.yes = true;
  const absl::StatusOr<std::vector<Directory>> directories =
      ChosenDirectories(options.choice, DefaultDirectories::kCollectors, context);
  if (!context.Check(directories.status())) return;
  if (directories->empty()) context.out << "Nothing was counted for any collector.\n";
  for (const Directory& directory : *directories) CleanOne(directory, options, context);
}

}  // namespace

void AddCleanCommand(Command& app, CommandContext& context) {
  Command& command =
      app.AddCommand("clean", "Remove counter files and reports; keep the modes").Alias("clear");
  const auto choice = AddDirectoryOptions(command, "Only what was counted for these collectors",
                                          "What Go's programs counted");
  const auto options = std::make_shared<CleanOptions>();
  command.AddFlag("--dry-run", options->is_dry_run, "Print what would be removed; remove nothing");
  command.AddFlag("--yes", options->yes, "Do not ask, on a terminal either");
  command.SetFooter(
      "Without an option it removes what was counted for collectors, and leaves what Go's\n"
      "programs counted.");
  command.AddExample("gotelemetry clean --dry-run", "See which files would go");
  command.SetAction([&context, choice, options] {
    options->choice = *choice;
    Clean(*options, context);
  });
}

}  // namespace telemetry::cmd
