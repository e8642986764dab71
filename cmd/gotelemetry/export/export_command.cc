#include "cmd/gotelemetry/export/export_command.h"

#include <sys/stat.h>

#include <memory>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "cmd/gotelemetry/directories.h"
#include "cmd/gotelemetry/export/exported_counts.h"
#include "cmd/internal/command.h"
#include "config/mode.h"
#include "report/local_counts/local_counts.h"
#include "storage/directory/path.h"
#include "storage/errno_error.h"
#include "storage/files/file.h"

namespace telemetry::cmd {
namespace {

struct ExportOptions {
  std::string format;
  std::string out_path;
  DirectoryChoice choice;
};

// node_exporter runs as another user, so a file gets the permissions that the user's files usually
// have.
absl::Status WriteForOthers(const std::string& path, const std::string& text) {
  const absl::Status status = WriteFileAtomically(path, text);
  if (!status.ok()) return status;
  const mode_t mask = umask(0);
  umask(mask);
  if (chmod(path.c_str(), 0666 & ~mask) != 0) return ErrnoError("cannot change the mode of", path);
  return absl::OkStatus();
}

void Export(const ExportOptions& options, CommandContext& context) {
  const absl::StatusOr<std::vector<Directory>> directories =
      ChosenDirectories(options.choice, DefaultDirectories::kCollectorsAndGo, context);
  if (!context.Check(directories.status())) return;
  std::vector<ExportedCounts> all;
  for (const Directory& directory : *directories) {
    if (directory.decision().mode == Mode::kOff) continue;
    absl::StatusOr<LocalCounts> counts = ReadLocalCounts(directory.dir());
    if (!context.Check(counts.status())) return;
    for (const std::string& warning : counts->warnings) context.Warn(warning);
    all.push_back({.collector = directory.collector.has_value() ? directory.name() : "",
                   .programs = std::move(counts->programs)});
  }
  // What an earlier export left must not stay there for others once all is off.
  if (all.empty() && !FileExists(options.out_path)) return;
  const std::string text =
      options.format == "prometheus" ? PrometheusText(all) : OtlpJson(all, absl::Now());
  if (options.out_path.empty()) {
    context.out << text;
  } else {
    context.Check(WriteForOthers(options.out_path, text));
  }
}

}  // namespace

void AddExportCommand(Command& app, CommandContext& context) {
  Command& command =
      app.AddCommand("export", "Print counts for Prometheus or OpenTelemetry, on this machine");
  const auto options = std::make_shared<ExportOptions>();
  command.AddOption("--format", options->format, "prometheus or otlp-json")
      .OneOf("FORMAT", {"prometheus", "otlp-json"})
      .Required();
  command.AddOption("--out", options->out_path, "Write this file, whole or not at all")
      .File("FILE");
  const auto choice = AddDirectoryOptions(command, "Only what was counted for these collectors",
                                          "Only what Go's programs counted");
  command.SetFooter(
      "Nothing of what the mode is off for. It sends nothing: node_exporter's textfile collector\n"
      "and OpenTelemetry's file receiver read such files.");
  command.AddExample(
      "gotelemetry export --format prometheus --out /var/lib/node_exporter/gotelemetry.prom",
      "For node_exporter, from cron or a timer");
  command.SetAction([&context, options, choice] {
    options->choice = *choice;
    Export(*options, context);
  });
}

}  // namespace telemetry::cmd
