#include "report/chart/chart_counts.h"

#include <vector>

#include "absl/time/civil_time.h"
#include "config/upload_config/upload_config.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/chart/chart.pb.h"

namespace telemetry {
namespace {

v1::UploadConfig Config() {
  v1::UploadConfig config;
  config.add_goos("linux");
  config.add_goarch("amd64");
  config.add_go_version("go1.22.3");
  config.add_go_version("go1.22.4");
  v1::ProgramConfig& program = *config.add_programs();
  program.set_name("example.com/tool");
  program.add_versions("v1.2.3");
  v1::CounterConfig& counter = *program.add_counters();
  counter.set_name("tool/editor:{vim,emacs}");
  counter.set_rate(1);
  return config;
}

TEST(ChartCountsTest, FindsTheBucketsThatTheConfigHas) {
  const ChartCounts charts(Config());
  for (const auto& [field, text] :
       std::vector<std::pair<ChartField, const char*>>{{ChartField::kVersion, "v1.2.3"},
                                                       {ChartField::kGoVersion, "go1.22.3"},
                                                       {ChartField::kGoos, "linux"},
                                                       {ChartField::kGoarch, "amd64"},
                                                       {ChartField::kCounter, "tool/editor:vim"}}) {
    const int bucket = charts.Bucket("example.com/tool", field, text);
    EXPECT_GE(bucket, 0) << text;
    EXPECT_LT(bucket, charts.num_buckets()) << text;
    EXPECT_EQ(charts.Bucket("example.com/other", field, text), -1) << text;
  }
  EXPECT_EQ(charts.Bucket("example.com/tool", ChartField::kCounter, "tool/editor:nano"), -1);
}

TEST(ChartCountsTest, GivesCompilersOfOneMajorVersionOneBucket) {
  const ChartCounts charts(Config());
  EXPECT_EQ(charts.Bucket("example.com/tool", ChartField::kGoVersion, "go1.22.3"),
            charts.Bucket("example.com/tool", ChartField::kGoVersion, "go1.22.4"));
}

TEST(ChartCountsTest, DrawsWhatWasCounted) {
  const ChartCounts charts(Config());
  CountedReports counted;
  counted.counts.resize(static_cast<size_t>(charts.num_buckets()));
  counted.num_reports = 7;
  counted.latest_week = "2026-11-18";
  const int vim = charts.Bucket("example.com/tool", ChartField::kCounter, "tool/editor:vim");
  counted.counts[static_cast<size_t>(vim)] = 3;
  const absl::CivilDay day(2026, 11, 18);
  const v1::ChartData data = charts.Draw(counted, day - 1, day);
  EXPECT_EQ(data.num_reports(), 7);
  EXPECT_THAT(data.date_range(), ::testing::ElementsAre("2026-11-17", "2026-11-18"));
  ASSERT_EQ(data.programs_size(), 1);
  // Charts without any report are left out.
  ASSERT_EQ(data.programs(0).charts_size(), 1);
  const v1::Chart& chart = data.programs(0).charts(0);
  EXPECT_EQ(chart.name(), "tool/editor");
  ASSERT_EQ(chart.data_size(), 2);
  EXPECT_EQ(chart.data(1).key(), "vim");
  EXPECT_EQ(chart.data(1).value(), 3);
  EXPECT_EQ(chart.data(1).week(), "2026-11-18");
}

}  // namespace
}  // namespace telemetry
