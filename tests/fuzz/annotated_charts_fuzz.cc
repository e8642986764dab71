// Any bytes: ParseAnnotatedCharts() terminates; records that it accepts can be linted and reviewed,
// and a config that is made of them is one that a collector takes, which approves every name that a
// review of them lists.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "config/approval/annotated_charts.h"
#include "config/approval/chart_lint.h"
#include "config/approval/chart_review.h"
#include "config/approval/generate_config.h"
#include "config/upload_config/approved_counters.h"
#include "config/upload_config/upload_config.h"
#include "config/upload_config/upload_config.pb.h"
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

}  // namespace
}  // namespace telemetry

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view input(reinterpret_cast<const char*>(data), size);
  const auto charts = telemetry::ParseAnnotatedCharts(input, "input");
  if (charts.ok()) telemetry::CheckCharts(*charts);
  return 0;
}
