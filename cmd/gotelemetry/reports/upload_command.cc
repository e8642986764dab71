#include "cmd/gotelemetry/reports/upload_command.h"

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "cmd/gotelemetry/directories.h"
#include "cmd/gotelemetry/options.h"
#include "cmd/gotelemetry/reports/background.h"
#include "cmd/internal/command.h"
#include "cmd/internal/interrupt.h"
#include "cmd/internal/now_option.h"
#include "cmd/internal/printable.h"
#include "config/mode.h"
#include "storage/upload_run/upload_program.h"
#include "upload/client/upload_runs.h"
#include "upload/client/uploader.h"

namespace telemetry::cmd {
namespace {

// Prints a line for each event of a run. Thread-safe.
class Progress {
 public:
  // With `names` each line starts with the collector.
  Progress(bool names, std::ostream& out) : names_(names), out_(out) {}

  void Print(const Directory& directory, absl::string_view line) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (names_) out_ << directory.name() << ": ";
    out_ << Printable(line) << std::endl;
  }

 private:
  const bool names_;
  std::mutex mutex_;
  std::ostream& out_;
};

// What decided, if it was not the user's own word.
std::string Why(const ModeDecision& decision) {
  if (decision.rule == ModeRule::kModeFile || decision.rule == ModeRule::kDefault) return "";
  return absl::StrCat(" (", ModeRuleName(decision.rule), ")");
}

void Upload(const DirectoryChoice& choice, const TransportChoice& transport,
            const UploadOptions& common, CommandContext& context) {
  const absl::StatusOr<std::vector<Directory>> directories =
      ChosenDirectories(choice, DefaultDirectories::kCollectors, context);
  if (!context.Check(directories.status())) return;
  if (directories->empty()) {
    context.out
        << "No program on this machine has named a collector: there is nothing to upload.\n";
  }
  Progress progress(directories->size() > 1, context.out);
  std::vector<UploadOptions> runs;
  std::vector<const Directory*> directory_of_run;
  for (const Directory& directory : *directories) {
    const ModeDecision decision = directory.decision();
    absl::StatusOr<TransportOptions> transport_options = TransportOptions();
    if (decision.may_upload()) transport_options = transport.OptionsFor(directory.dir());
    // What is wrong with one collector's roots keeps no report from another.
    if (!context.Check(transport_options.status())) continue;
    directory_of_run.push_back(&directory);
    UploadOptions& run = runs.emplace_back(common);
    run.dir = directory.dir();
    run.collector = *directory.collector;
    run.transport = *std::move(transport_options);
    run.decision = decision;
    run.progress = [&progress, &directory](absl::string_view line) {
      progress.Print(directory, line);
    };
    if (run.decision.may_upload()) {
      (void)RecordUploadProgram(run.dir);  // else programs that count look in PATH
      continue;
    }
    progress.Print(directory, absl::StrCat("The mode is ", ModeName(run.decision.mode),
                                           Why(run.decision), ": nothing is uploaded."));
  }
  // Standard error is for one line a failure, which already names it.
  setenv("GRPC_VERBOSITY", "NONE", /*overwrite=*/0);
  const Interrupt interrupt;
  const std::vector<absl::StatusOr<UploadRunResult>> results = RunUploads(runs, interrupt.token());
  for (size_t i = 0; i < results.size(); ++i) {
    if (!context.Check(results[i].status())) continue;
    if (runs[i].decision.may_upload() && results[i]->sent.empty() && results[i]->withheld.empty()) {
      progress.Print(*directory_of_run[i], "No report is ready to be sent.");
    }
    context.Check(FirstFailure(*results[i]));
  }
}

}  // namespace

void AddUploadCommand(Command& app, CommandContext& context) {
  Command& command = app.AddCommand("upload", "Make the reports that are due and upload them");
  const auto choice = AddDirectoryOptions(
      command, "Only to these collectors (default: all that\nyou consented to)", nullptr);
  const auto config_path = AddConfigOption(command, "the collector's");
  const auto now = std::make_shared<std::optional<absl::Time>>();
  AddNowOption(command, *now);
  const auto transport = AddTransportOptions(command);
  command.SetFooter("Ctrl-C stops it; what has not been sent is kept for the next run.");
  command.SetAction([=, &context] {
    if (IsBackgroundRun()) BeModest();
    if (!context.Check(transport->Roots().status())) return;
    // The directory, the collector, the decision and the transport are set for each run.
    Upload(*choice, *transport,
           {.dir = TelemetryDir(""),
            .collector = *ParseCollector("localhost"),
            .decision = {},
            .now = now->value_or(absl::Now()),
            .config_path = *config_path},
           context);
  });
}

}  // namespace telemetry::cmd
