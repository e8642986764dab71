#include "cmd/gotelemetry/report_command.h"

#include <memory>
#include <ostream>
#include <string>
#include <variant>

#include "CLI/CLI.hpp"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "cmd/gotelemetry/offline_config.h"
#include "cmd/gotelemetry/options.h"
#include "config/approved_counters.h"
#include "config/mode.h"
#include "config/upload_config.pb.h"
#include "report/civil_day.h"
#include "report/making/make_reports.h"
#include "report/making/no_upload.h"
#include "report/making/report_run.h"
#include "report/random_x.h"
#include "storage/telemetry_dir.h"

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
  if (run.reports.empty()) context.out << "No counter file has expired.\n";
  for (const std::string& warning : run.warnings) context.Warn(warning);
}

void Report(const std::string& config_path, absl::Time now, CommandContext& context) {
  const absl::StatusOr<TelemetryDir> dir = context.dir();
  if (!context.Check(dir.status())) return;
  const Decision decision = DecideMode(dir->root());
  if (decision.report_mode == Mode::kOff) {
    context.out << "Telemetry is off: no report is made.\n";
    return;
  }
  absl::StatusOr<ApprovedCounters> approved =
      LoadOfflineConfig(*dir, config_path, decision.collector);
  Mode mode = decision.report_mode;
  if (!decision.may_upload() && config_path.empty() && absl::IsNotFound(approved.status())) {
    approved = ApprovedCounters(v1::UploadConfig());
    mode = Mode::kLocal;  // it is unknown what is approved, and nothing would be sent
  }
  if (!context.Check(approved.status())) return;
  const absl::StatusOr<ReportRun> run =
      MakeReports(*dir, *approved,
                  {.mode = mode, .consent_day = ParseCivilDay(decision.asof), .now = now}, DrawX);
  if (context.Check(run.status())) Print(*run, context);
}

}  // namespace

void AddReportCommand(CLI::App& app, CommandContext& context) {
  CLI::App& command =
      *app.add_subcommand("report", "Make reports from expired counter files; send nothing");
  const auto config_path = AddConfigOption(command, "the collector's last");
  const auto now = AddNowOption(command);
  command.callback(
      [&context, config_path, now] { Report(*config_path, now->value_or(absl::Now()), context); });
}

}  // namespace telemetry::cmd
