#include "cmd/collector/health_command.h"

#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "cmd/collector/config/config_options.h"
#include "cmd/collector/store/store_option.h"
#include "cmd/internal/command.h"
#include "cmd/internal/printable.h"
#include "config/upload_config/approved_counters.h"
#include "config/upload_config/upload_config.h"
#include "report/release_health/health_overview.h"
#include "report/release_health/release_counts.h"
#include "report/release_health/release_health.h"
#include "report/release_health/release_health_json.h"
#include "report/release_health/silent_release.h"
#include "report/release_health/stored_releases.h"
#include "storage/report_store/collector_store.h"
#include "storage/report_store/config_history.h"
#include "storage/report_store/report_reader.h"

namespace telemetry::collector {
namespace {

struct Options {
  StoreOption store;
  std::vector<std::string> datasets;
  std::string config_path;
  std::string program;
  int weeks = 12;
  std::optional<absl::CivilDay> date;
  bool check = false;
  bool json = false;
};

// What is approved: by the file that is named, or by what is in force on the store.
absl::StatusOr<std::optional<ApprovedCounters>> Approved(const Options& options) {
  if (!options.config_path.empty()) {
    absl::StatusOr<v1::UploadConfig> config = ReadUploadConfigFile(options.config_path);
    if (!config.ok()) return config.status();
    return ApprovedCounters(*std::move(config));
  }
  if (options.store.empty()) return std::nullopt;
  absl::StatusOr<std::unique_ptr<ConfigHistory>> history =
      FindStore(options.store)->OpenConfigs(StoreAccess::kReadOnly);
  if (!history.ok()) return history.status();
  const absl::StatusOr<std::optional<ConfigRecord>> newest = (*history)->Newest();
  if (!newest.ok()) return newest.status();
  if (!newest->has_value()) return std::nullopt;
  absl::StatusOr<v1::UploadConfig> config =
      ParseUploadConfigJson((*newest)->bytes, absl::StrCat("config ", (*newest)->version));
  if (!config.ok()) return config.status();
  return ApprovedCounters(*std::move(config), (*newest)->version);
}

// The day as of which to judge: datasets are of the past.
absl::StatusOr<absl::CivilDay> DayOf(const Options& options) {
  if (options.date.has_value()) return *options.date;
  if (!options.store.empty()) return Today();
  const absl::StatusOr<std::optional<absl::CivilDay>> last = LastReportDay(options.datasets);
  if (!last.ok()) return last.status();
  return last->has_value() ? **last : Today();
}

absl::StatusOr<HealthOverview> HealthOf(const Options& options) {
  const absl::StatusOr<std::optional<ApprovedCounters>> approved = Approved(options);
  if (!approved.ok()) return approved.status();
  const absl::StatusOr<absl::CivilDay> day = DayOf(options);
  if (!day.ok()) return day.status();
  const HealthOptions what{.approved = approved->has_value() ? &**approved : nullptr,
                           .program = options.program,
                           .weeks = options.weeks};
  if (options.store.empty()) return HealthOfDatasets(options.datasets, what, *day);
  const absl::StatusOr<std::unique_ptr<ReportReader>> reader =
      FindStore(options.store)->OpenReader();
  if (!reader.ok()) return reader.status();
  const absl::StatusOr<ReleaseCounts> counts =
      CountStoredReleases(**reader, CountOptionsOf(what, *day));
  if (!counts.ok()) return counts.status();
  return HealthOfCounts(*counts, what, *day);
}

void PrintText(const HealthOverview& health, std::ostream& out) {
  for (const HealthAlarm& alarm : health.alarms) {
    out << "alarm: " << cmd::Printable(HealthAlarmLine(alarm)) << "\n";
  }
  if (health.alarms.empty()) out << "no alarm\n";
  for (const ProgramHealth& program : health.programs) {
    out << "\n" << cmd::PrintableLines(ProgramHealthToText(program));
  }
}

void PrintHealth(const Options& options, CommandContext& context) {
  const absl::StatusOr<HealthOverview> health = HealthOf(options);
  if (!context.Check(health.status())) return;
  if (options.json) {
    context.out << HealthOverviewToJson(*health) << "\n";
  } else {
    PrintText(*health, context.out);
  }
  if (options.check && !health->alarms.empty()) context.exit_status = kFailed;
}

// Returns a usage error, or "".
std::string CheckSource(const Options& options) {
  if (options.store.empty() != options.datasets.empty()) return "";
  return "either --data-dir, --store or datasets are needed";
}

}  // namespace

void AddHealthCommand(cmd::Command& app, CommandContext& context) {
  cmd::Command& command =
      app.AddCommand("health", "Say whether a release is worse than the last, or silent");
  const auto options = std::make_shared<Options>();
  AddStoreOptions(command, options->store);
  command.AddOption("DATASET", options->datasets, "Or datasets written by collector merge");
  command
      .AddOption(
          "--config", options->config_path,
          "Upload config: what is approved, and who owns it\n(default: what is in force on DIR; "
          "of datasets,\neverything counts)")
      .File("FILE");
  command.AddOption("--program", options->program, "Only this program").Value("PROGRAM");
  command.AddOption("--weeks", options->weeks, "How many weeks to look at (default: 12)")
      .Value("N")
      .Range(1, 520);
  AddDateOption(command, "Judge as of this day (default: today; of datasets,\ntheir last day)",
                options->date);
  command.AddFlag("--check", options->check, "End with 1 if there is an alarm");
  AddJsonOption(command, options->json);
  command.SetAction([&context, options] { PrintHealth(*options, context); },
                    [options] { return CheckSource(*options); });
}

}  // namespace telemetry::collector
