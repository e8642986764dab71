#include "upload/site/public_chart.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace telemetry {
namespace {

using ::testing::ElementsAre;

using Buckets = std::vector<std::pair<std::string, int64_t>>;

// Exact charts of one program with one chart, "os".
v1::ChartData Exact(const Buckets& buckets, int64_t reports,
                    const std::string& end = "2026-11-22") {
  v1::ChartData data;
  data.add_date_range("2026-11-16");
  data.add_date_range(end);
  data.set_num_reports(reports);
  v1::ProgramCharts& program = *data.add_programs();
  program.set_name("example.com/tool");
  v1::Chart& chart = *program.add_charts();
  chart.set_name("os");
  chart.set_type("partition");
  for (const auto& [key, value] : buckets) {
    v1::Datum& datum = *chart.add_data();
    datum.set_key(key);
    datum.set_value(value);
  }
  return data;
}

std::string Spelled(const PublicValue& value) {
  switch (value.kind) {
    case PublicValue::Kind::kExact:
      return absl::StrCat(value.value);
    case PublicValue::Kind::kFewerThan:
      return absl::StrCat("<", value.value);
    case PublicValue::Kind::kAtLeast:
      break;
  }
  return absl::StrCat(">=", value.value);
}

// The buckets of the only chart, such as "linux 12", "darwin <5".
std::vector<std::string> Shown(const PublicCharts& charts) {
  std::vector<std::string> shown;
  for (const PublicBucket& bucket : charts.programs.at(0).charts.at(0).buckets) {
    shown.push_back(absl::StrCat(bucket.key, " ", Spelled(bucket.value)));
    for (const PublicValue& value : bucket.weekly) {
      absl::StrAppend(&shown.back(), " ", Spelled(value));
    }
  }
  return shown;
}

TEST(PublicChartTest, ShowsWhatManyReport) {
  EXPECT_THAT(Shown(PublishDay(Exact({{"linux", 120}, {"darwin", 5}}, 125), 5)),
              ElementsAre("linux 120", "darwin 5"));
}

TEST(PublicChartTest, HidesWhatFewReportAndDoesNotTellThemFromNobody) {
  EXPECT_THAT(
      Shown(PublishDay(Exact({{"linux", 120}, {"darwin", 4}, {"plan9", 4}, {"aix", 0}}, 128), 5)),
      ElementsAre("linux 120", "darwin <5", "plan9 <5", "aix <5"));
}

TEST(PublicChartTest, HidesEverythingOfFewReports) {
  const PublicCharts charts = PublishDay(Exact({{"linux", 4}}, 4), 5);
  EXPECT_THAT(Shown(charts), ElementsAre("linux <5"));
  EXPECT_EQ(charts.reports_at_least, 0);
}

TEST(PublicChartTest, DoesNotLetTheHiddenBeComputedFromATotal) {
  // 130 reports in all, known from another chart, would leave 3 for darwin.
  EXPECT_THAT(Shown(PublishDay(Exact({{"linux", 120}, {"windows", 7}, {"darwin", 3}}, 130), 5)),
              ElementsAre("linux 120", "windows >=5", "darwin <5"));
}

TEST(PublicChartTest, RoundsTheNumberOfReportsDown) {
  EXPECT_EQ(PublishDay(Exact({{"linux", 123}}, 123), 5).reports_at_least, 120);
  EXPECT_EQ(PublishDay(Exact({{"linux", 123}}, 123), 1).reports_at_least, 123);
}

TEST(PublicChartTest, ShowsEverythingIfOneReportIsEnough) {
  EXPECT_THAT(Shown(PublishDay(Exact({{"linux", 1}, {"darwin", 0}}, 1), 1)),
              ElementsAre("linux 1", "darwin 0"));
}

TEST(PublicChartTest, ShowsInAWeekWhatIsFewOnEachDay) {
  const std::vector<PublicCharts> days = {PublishDay(Exact({{"linux", 3}}, 3), 5),
                                          PublishDay(Exact({{"linux", 4}}, 4), 5)};
  EXPECT_THAT(Shown(PublishWeek(Exact({{"linux", 7}}, 7), days, 5)), ElementsAre("linux 7"));
}

TEST(PublicChartTest, DoesNotLetADayBeComputedFromItsWeek) {
  const std::vector<PublicCharts> days = {PublishDay(Exact({{"linux", 15}}, 15), 5),
                                          PublishDay(Exact({{"linux", 2}}, 2), 5)};
  EXPECT_THAT(Shown(PublishWeek(Exact({{"linux", 17}}, 17), days, 5)), ElementsAre("linux >=15"));
  EXPECT_THAT(Shown(PublishWeek(Exact({{"linux", 15}}, 15), days, 5)), ElementsAre("linux 15"));
}

TEST(PublicChartTest, MakesATrendOfWhatItsWeeksShow) {
  const std::vector<PublicCharts> weeks = {
      PublishWeek(Exact({{"linux", 10}, {"windows", 20}, {"aix", 9}}, 39, "2026-11-15"), {}, 5),
      PublishWeek(Exact({{"darwin", 6}, {"linux", 30}, {"windows", 1}, {"aix", 4}}, 41), {}, 5)};
  const PublicCharts trend = PublishTrend(weeks, 5);
  EXPECT_THAT(trend.weeks, ElementsAre("2026-11-15", "2026-11-22"));
  EXPECT_EQ(trend.reports_at_least, 75);
  EXPECT_THAT(Shown(trend), ElementsAre("darwin >=6 <5 6", "linux 40 10 30", "windows >=20 20 <5",
                                        "aix >=9 9 <5"));
}

TEST(PublicChartTest, PutsAmountsIntoTheirOrderAndKeepsThatOfOthers) {
  const PublicCharts amounts =
      PublishDay(Exact({{"<100ms", 7}, {"<10ms", 8}, {"<1s", 9}, {">=1s", 6}}, 30), 5);
  EXPECT_THAT(Shown(amounts), ElementsAre("<10ms 8", "<100ms 7", "<1s 9", ">=1s 6"));
  EXPECT_THAT(Shown(PublishTrend({amounts, amounts}, 5)),
              ElementsAre("<10ms 16 8 8", "<100ms 14 7 7", "<1s 18 9 9", ">=1s 12 6 6"));
  EXPECT_THAT(Shown(PublishDay(Exact({{"v1.9.0", 7}, {"v1.10.0", 8}, {"10", 9}}, 30), 5)),
              ElementsAre("v1.9.0 7", "v1.10.0 8", "10 9"));
}

}  // namespace
}  // namespace telemetry
