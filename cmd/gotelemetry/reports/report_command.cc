#include "cmd/gotelemetry/reports/report_command.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "cmd/gotelemetry/directories.h"
#include "cmd/gotelemetry/offline_config.h"
#include "cmd/gotelemetry/options.h"
#include "cmd/internal/command.h"
#include "cmd/internal/now_option.h"
#include "config/mode.h"
#include "config/upload_config/approvals.h"
#include "config/upload_config/approved_counters.h"
#include "config/upload_config/upload_config.pb.h"
#include "report/making/make_reports.h"
#include "report/making/no_upload.h"
#include "report/making/report_run.h"
#include "report/random_x.h"
#include "storage/civil_day.h"

namespace telemetry::cmd {
namespace {

void Print(const ReportRun& run, CommandContext& context) {
  for (const MadeReport& report : run.reports) {
    context.out << report.local_path << "\n";
    if (const auto* why = std::get_if<NoUpload>(&report.upload)) {
      context.out << "  will not be uploaded: " << NoUploadText(*why) << "\n";
    } else {
      context.out << std::get<std::string>(report.upload) << "\n";
    }
  }
  for (const std::string& warning : run.warnings) context.Warn(warning);
  if (!run.failure.ok()) context.exit_status = kFailed;  // one of the warnings says why
}

// Returns the number of reports made.
size_t ReportOne(const Directory& directory, const std::string& config_path, absl::Time now,
                 CommandContext& context) {
  const ModeDecision decision = directory.decision();
  if (decision.report_mode == Mode::kOff) {
    context.out << directory.name() << " is off: no report is made.\n";
    return 0;
  }
  absl::StatusOr<Approvals> approvals = LoadOfflineConfig(directory.dir(), config_path);
  Mode mode = decision.report_mode;
  if (!decision.may_upload() && config_path.empty() && absl::IsNotFound(approvals.status())) {
    approvals = Approvals(ApprovedCounters(v1::UploadConfig()));
    mode = Mode::kLocal;  // it is unknown what is approved, and nothing would be sent
  }
  if (!context.Check(approvals.status())) return 0;
  const absl::StatusOr<ReportRun> run = MakeReports(
      directory.dir(), *approvals,
      {.mode = mode, .consent_day = ParseCivilDay(decision.consent_day), .now = now}, DrawX);
  if (!context.Check(run.status())) return 0;
  Print(*run, context);
  return run->reports.size();
}

void Report(const DirectoryChoice& choice, const std::string& config_path, absl::Time now,
            CommandContext& context) {
  const absl::StatusOr<std::vector<Directory>> directories =
      ChosenDirectories(choice, DefaultDirectories::kCollectors, context);
  if (!context.Check(directories.status())) return;
  size_t made = 0;
  for (const Directory& directory : *directories) {
    made += ReportOne(directory, config_path, now, context);
  }
  if (made == 0 && context.exit_status == kDone) context.out << "No counter file has expired.\n";
}

}  // namespace

void AddReportCommand(Command& app, CommandContext& context) {
  Command& command =
      app.AddCommand("report", "Make reports from expired counter files; send nothing");
  const auto choice =
      AddDirectoryOptions(command, "Only what was counted for these collectors",
                          "What Go's programs counted, in place of\nGo's own uploader");
  const auto config_path = AddConfigOption(command, "the collector's last");
  const auto now = std::make_shared<std::optional<absl::Time>>();
  AddNowOption(command, *now);
  command.SetAction([&context, choice, config_path, now] {
    Report(*choice, *config_path, now->value_or(absl::Now()), context);
  });
}

}  // namespace telemetry::cmd
