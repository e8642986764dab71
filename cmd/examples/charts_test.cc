// The config of each example tool is what `collector config generate` makes of its records, and both
// are as a reviewer would want them.

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "config/approval/annotated_charts.h"
#include "config/approval/chart_lint.h"
#include "config/approval/config_check.h"
#include "config/approval/finding.h"
#include "config/approval/generate_config.h"
#include "config/upload_config/upload_config.h"
#include "config/upload_config/upload_config.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace telemetry {
namespace {

struct Example {
  std::string charts;
  std::string config;
};

class ExampleChartsTest : public testing::TestWithParam<Example> {};

TEST_P(ExampleChartsTest, PassTheLint) {
  const std::string& path = GetParam().charts;
  const absl::StatusOr<std::vector<AnnotatedChart>> charts = ReadAnnotatedCharts(path);
  ASSERT_TRUE(charts.ok()) << charts.status();
  for (const Finding& finding : LintCharts(*charts, {.day = absl::CivilDay(2026, 11, 30)})) {
    ADD_FAILURE() << FormatFinding(path, finding);
  }
}

TEST_P(ExampleChartsTest, AreTheSourceOfTheConfig) {
  const absl::StatusOr<std::vector<AnnotatedChart>> charts = ReadAnnotatedCharts(GetParam().charts);
  ASSERT_TRUE(charts.ok()) << charts.status();
  const absl::StatusOr<v1::UploadConfig> versions = ReadUploadConfigFile(GetParam().config);
  ASSERT_TRUE(versions.ok()) << versions.status();
  const absl::StatusOr<v1::UploadConfig> config =
      GenerateConfig(*charts, GetParam().charts, {.versions = *versions});
  ASSERT_TRUE(config.ok()) << config.status();
  std::ifstream file(GetParam().config);
  const std::string json(std::istreambuf_iterator<char>(file), {});
  EXPECT_EQ(UploadConfigToJson(*config), json);
  EXPECT_THAT(CheckConfigJson(json, {}), testing::IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(, ExampleChartsTest,
                         testing::Values(Example{"cmd/examples/charts.txt",
                                                 "cmd/examples/upload_config.json"},
                                         Example{"cmd/examples/treesize_charts.txt",
                                                 "cmd/examples/treesize_config.json"},
                                         Example{"cmd/examples/wordserver/charts.txt",
                                                 "cmd/examples/wordserver/upload_config.json"}));

}  // namespace
}  // namespace telemetry
