#include "cmd/collector/config/records/lint_command.h"

#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "cmd/collector/config/builds/released_builds_option.h"
#include "cmd/collector/config/config_options.h"
#include "cmd/collector/config/records/print_findings.h"
#include "cmd/internal/command.h"
#include "config/approval/annotated_charts.h"
#include "config/approval/chart_lint.h"
#include "config/approval/finding.h"
#include "config/upload_config/build_list.h"

namespace telemetry::collector {
namespace {

struct Options {
  std::string charts_path;
  std::string against_path;
  std::vector<std::string> builds;
  std::optional<absl::CivilDay> date;
  bool json = false;
};

absl::Status Lint(const Options& options, std::ostream& out) {
  std::vector<AnnotatedChart> against;
  if (!options.against_path.empty()) {
    absl::StatusOr<std::vector<AnnotatedChart>> read = ReadAnnotatedCharts(options.against_path);
    if (!read.ok()) return read.status();
    against = *std::move(read);
  }
  const absl::StatusOr<std::vector<ReleasedBuild>> builds = ReadBuilds(options.builds);
  if (!builds.ok()) return builds.status();
  const absl::StatusOr<std::vector<AnnotatedChart>> charts =
      ReadAnnotatedCharts(options.charts_path);
  std::vector<Finding> findings;
  if (charts.ok()) {
    findings = LintCharts(*charts, {.day = options.date.value_or(Today()),
                                    .against = options.against_path.empty() ? nullptr : &against,
                                    .builds = options.builds.empty() ? nullptr : &*builds});
  } else if (absl::IsInvalidArgument(charts.status())) {
    findings = {FindingOfError(charts.status().message(), options.charts_path)};
  } else {
    return charts.status();
  }
  return PrintFindings(options.charts_path, findings, options.json, out);
}

}  // namespace

void AddConfigLintCommand(cmd::Command& config, CommandContext& context) {
  cmd::Command& command = config.AddCommand("lint", "Check chart records");
  const auto options = std::make_shared<Options>();
  AddFileArgument(command, "CHARTS", "Chart records", options->charts_path);
  AddAgainstOption(command, options->against_path);
  AddBuildsOption(command, options->builds);
  AddDateOption(command, "Check as on this day (default: today)", options->date);
  AddJsonOption(command, options->json);
  command.SetAction([&context, options] { context.Check(Lint(*options, context.out)); });
}

}  // namespace telemetry::collector
