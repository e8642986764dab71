// Any bytes: ParseAnnotatedCharts() terminates; records that it accepts can be linted and reviewed,
// and a config that is made of them is one that a collector takes, which approves every name that a
// review of them lists. The same bytes as a list of released builds: builds that ParseBuildList()
// accepts survive being written and read again, and a config that lists them has each of them.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "config/approval/annotated_charts.h"
#include "config/approval/chart_lint.h"
#include "config/approval/chart_review.h"
#include "config/approval/generate_config.h"
#include "config/upload_config/approved_counters.h"
#include "config/upload_config/build_list.h"
#include "config/upload_config/released_builds.h"
#include "config/upload_config/upload_config.h"
#include "config/upload_config/upload_config.pb.h"
#include "config/upload_config/upload_config_check.h"
#include "tests/fuzz/fuzz_check.h"

namespace telemetry {
namespace {

constexpr absl::CivilDay kToday(2026, 11, 30);

void CheckApproves(const v1::UploadConfig& config, const Review& review) {
  const ApprovedCounters approved(config);
  for (const ReviewedChart& reviewed : review.charts) {
    const ApprovedProgram* program = approved.FindProgram(reviewed.chart.record.program);
    Check(program != nullptr, "a reviewed program is not in the config");
    for (const std::string& name : reviewed.new_names) {
      const Approval* approval =
          reviewed.chart.is_stack() ? program->FindStack(name) : program->FindCounter(name);
      Check(approval != nullptr, "a reviewed name is not in the config");
    }
  }
}

void CheckCharts(const std::vector<AnnotatedChart>& charts) {
  LintCharts(charts, {.day = kToday, .against = &charts});
  Check(ReviewCharts(charts, charts).is_empty(), "records differ from themselves");
  const Review review = ReviewCharts(charts, {});
  Check(!review.ToMarkdown().empty() && !review.ToJson().empty(), "a review says nothing");
  const absl::StatusOr<v1::UploadConfig> config = GenerateConfig(charts, "input", {});
  if (!config.ok()) return;
  Check(ParseUploadConfigJson(UploadConfigToJson(*config), "generated").ok(),
        "a generated config cannot be read");
  CheckApproves(*config, review);
}

void CheckListSurvives(const std::vector<ReleasedBuild>& builds) {
  std::string text;
  for (const ReleasedBuild& build : builds) absl::StrAppend(&text, BuildListLine(build), "\n");
  const absl::StatusOr<std::vector<ReleasedBuild>> again = ParseBuildList(text, "written");
  Check(again.ok() && again->size() == builds.size(), "a written list cannot be read");
  for (size_t i = 0; i < builds.size(); ++i) {
    Check(BuildListLine((*again)[i]) == BuildListLine(builds[i]), "a build changes");
  }
}

void CheckListed(const std::vector<ReleasedBuild>& builds) {
  const std::string& program = builds[0].program;
  v1::UploadConfig config;
  ReleasedBuilds listed;
  for (const v1::ReleasedFile& file : ReleasedFilesOf(builds, program)) {
    *(config.programs().empty() ? config.add_programs() : config.mutable_programs(0))
         ->add_builds() = file;
    listed.Add(file);
  }
  Check(CheckUploadConfig(config).ok(), "a list makes a config that nobody takes");
  for (const ReleasedBuild& build : builds) {
    if (build.program != program) continue;
    Check(listed.HasFile(build.file) && listed.HasBuild(FrameBuildId(build.id)),
          "a build is not in the config");
  }
}

}  // namespace
}  // namespace telemetry

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view input(reinterpret_cast<const char*>(data), size);
  const auto charts = telemetry::ParseAnnotatedCharts(input, "input");
  if (charts.ok()) telemetry::CheckCharts(*charts);
  const auto builds = telemetry::ParseBuildList(input, "input");
  if (builds.ok() && !builds->empty()) {
    telemetry::CheckListSurvives(*builds);
    telemetry::CheckListed(*builds);
  }
  return 0;
}
