#include "cmd/gotelemetry/view_command.h"

#include <stdlib.h>
#include <unistd.h>

#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "cmd/gotelemetry/offline_config.h"
#include "cmd/gotelemetry/view/local_view.h"
#include "cmd/gotelemetry/view/text_style.h"
#include "config/approved_counters.h"
#include "config/mode.h"
#include "report/local_counts.h"
#include "report/report.pb.h"
#include "report/report_filter.h"

namespace telemetry::cmd {
namespace {

UploadOutlook OutlookFor(const std::vector<v1::ProgramReport>& programs, const Decision& decision,
                         const TelemetryDir& dir) {
  UploadOutlook outlook;
  outlook.collector = decision.collector;
  if (decision.mode != Mode::kOn) {
    outlook.why_nothing = absl::StrCat("the mode is ", ModeName(decision.mode));
    return outlook;
  }
  if (decision.collector.empty()) {
    outlook.why_nothing = "no collector is named";
    return outlook;
  }
  const absl::StatusOr<ApprovedCounters> approved =
      LoadOfflineConfig(dir, /*path=*/"", decision.collector);
  if (!approved.ok()) {
    outlook.why_nothing =
        absl::StrCat("what is approved is not known: ", approved.status().message());
    return outlook;
  }
  v1::Report everything;  // X is 0: what is approved at any rate counts as approved
  everything.mutable_programs()->Assign(programs.begin(), programs.end());
  const FilterResult filtered = FilterReport(everything, *approved);
  outlook.approved.assign(filtered.kept.programs().begin(), filtered.kept.programs().end());
  return outlook;
}

void View(CommandContext& context) {
  const absl::StatusOr<LocalCounts> counts = ReadLocalCounts(context.dir());
  if (!context.Check(counts.status())) return;
  const UploadOutlook outlook =
      OutlookFor(counts->programs, DecideMode(context.root), context.dir());
  context.out << RenderLocalView(
      counts->programs, outlook,
      DetectTextStyle(STDOUT_FILENO, [](const char* name) { return getenv(name); }));
  for (const std::string& warning : counts->warnings) context.Warn(warning);
}

}  // namespace

void AddViewCommand(CLI::App& app, CommandContext& context) {
  CLI::App& command = *app.add_subcommand("view", "Show what was counted, as charts and stacks");
  command.add_flag("--text")->description("As text in the terminal, which is the default");
  command.callback([&context] { View(context); });
}

}  // namespace telemetry::cmd
