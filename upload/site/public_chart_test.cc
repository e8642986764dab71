#include "upload/site/public_chart.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
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
  EXPECT_THAT(Shown(PublishWeek(Exact({{"linux", 120}, {"darwin", 5}}, 125), 5)),
              ElementsAre("linux 120", "darwin 5"));
}

TEST(PublicChartTest, HidesWhatFewReportAndDoesNotTellThemFromNobody) {
  EXPECT_THAT(
      Shown(PublishWeek(Exact({{"linux", 120}, {"darwin", 4}, {"plan9", 4}, {"aix", 0}}, 128), 5)),
      ElementsAre("linux 120", "darwin <5", "plan9 <5", "aix <5"));
}

TEST(PublicChartTest, HidesEverythingOfFewReports) {
  const PublicCharts charts = PublishWeek(Exact({{"linux", 4}}, 4), 5);
  EXPECT_THAT(Shown(charts), ElementsAre("linux <5"));
  EXPECT_EQ(charts.reports_at_least, 0);
}

TEST(PublicChartTest, DoesNotLetTheHiddenBeComputedFromATotal) {
  // 130 reports in all, known from another chart, would leave 3 for darwin.
  EXPECT_THAT(Shown(PublishWeek(Exact({{"linux", 120}, {"windows", 7}, {"darwin", 3}}, 130), 5)),
              ElementsAre("linux >=115", "windows 7", "darwin <5"));
  // 5 and 3 leave too little room: "at least 5" would reveal almost everything.
  EXPECT_THAT(Shown(PublishWeek(Exact({{"darwin", 3}, {"linux", 5}, {"windows", 70}}, 78), 5)),
              ElementsAre("windows >=70", "linux >=5", "darwin <5"));
}

TEST(PublicChartTest, SaysOfALargeValueAlmostHowLargeItIs) {
  EXPECT_THAT(Shown(PublishWeek(Exact({{"linux", 100'000}, {"plan9", 2}}, 100'002), 5)),
              ElementsAre("linux >=99995", "plan9 <5"));
}

TEST(PublicChartTest, ShowsNothingIfAnyValueWouldTellTheOthers) {
  // Two values below 5 that add up to 8 can only be 4 and 4. A value below 5 and one of at least 5
  // that add up to 6 can only be 1 and 5.
  EXPECT_THAT(Shown(PublishWeek(Exact({{"linux", 4}, {"darwin", 4}}, 8), 5)),
              ElementsAre("linux >=0", "darwin >=0"));
  EXPECT_THAT(Shown(PublishWeek(Exact({{"linux", 5}, {"darwin", 1}}, 6), 5)),
              ElementsAre("linux >=0", "darwin >=0"));
}

// All ways to divide `total` among `count` buckets.
std::vector<std::vector<int64_t>> Divisions(int64_t total, size_t count) {
  if (count == 1) return {{total}};
  std::vector<std::vector<int64_t>> divisions;
  for (int64_t last = 0; last <= total; ++last) {
    for (std::vector<int64_t>& division : Divisions(total - last, count - 1)) {
      division.push_back(last);
      divisions.push_back(std::move(division));
    }
  }
  return divisions;
}

PublicCharts Published(const std::vector<int64_t>& values, int64_t min_reports) {
  Buckets buckets;
  for (size_t i = 0; i < values.size(); ++i) buckets.emplace_back(absl::StrCat("b", i), values[i]);
  return PublishWeek(Exact(buckets, 0), min_reports);
}

bool Allows(const PublicValue& shown, int64_t value) {
  switch (shown.kind) {
    case PublicValue::Kind::kExact:
      return value == shown.value;
    case PublicValue::Kind::kFewerThan:
      return value < shown.value;
    case PublicValue::Kind::kAtLeast:
      break;
  }
  return value >= shown.value;
}

bool Allows(const PublicCharts& shown, const std::vector<int64_t>& values) {
  const std::vector<PublicBucket>& buckets = shown.programs.at(0).charts.at(0).buckets;
  for (const PublicBucket& bucket : buckets) {
    size_t i = 0;
    if (!absl::SimpleAtoi(bucket.key.substr(1), &i) || !Allows(bucket.value, values.at(i))) {
      return false;
    }
  }
  return true;
}

// Fails if all of `possible` agree on a value that should be hidden.
void ExpectNothingIsCertain(const std::vector<std::vector<int64_t>>& possible, int64_t min_reports,
                            const PublicCharts& shown) {
  for (size_t i = 0; i < possible[0].size(); ++i) {
    const int64_t value = possible[0][i];
    if (value == 0 || value >= min_reports) continue;
    EXPECT_TRUE(std::any_of(possible.begin(), possible.end(),
                            [&](const auto& values) { return values[i] != value; }))
        << value << " can be derived from " << absl::StrJoin(Shown(shown), ", ");
  }
}

// An attacker who knows the total and what is shown tries all values that are consistent with it.
// That there are fewer than `min_reports` reports in all is not secret.
TEST(PublicChartTest, LetsNobodyDeriveWhatItHides) {
  for (const int64_t min_reports : {2, 3, 5}) {
    for (const size_t count : {2, 3, 4}) {
      for (int64_t total = min_reports; total <= 4 * min_reports; ++total) {
        const auto all = Divisions(total, count);
        for (const std::vector<int64_t>& values : all) {
          const PublicCharts shown = Published(values, min_reports);
          ASSERT_TRUE(Allows(shown, values));
          std::vector<std::vector<int64_t>> possible;
          std::copy_if(all.begin(), all.end(), std::back_inserter(possible),
                       [&](const auto& other) { return Allows(shown, other); });
          ExpectNothingIsCertain(possible, min_reports, shown);
        }
      }
    }
  }
}

// As above, for an attacker who also knows the rules.
TEST(PublicChartTest, LetsNobodyDeriveItFromTheRulesEither) {
  constexpr int64_t kMinReports = 5;
  for (const size_t count : {2, 3}) {
    for (int64_t total = kMinReports; total <= 8 * kMinReports; ++total) {
      std::map<std::vector<std::string>, std::vector<std::vector<int64_t>>> possible;
      for (const std::vector<int64_t>& values : Divisions(total, count)) {
        possible[Shown(Published(values, kMinReports))].push_back(values);
      }
      for (const auto& [text, values] : possible) {
        ExpectNothingIsCertain(values, kMinReports, Published(values[0], kMinReports));
      }
    }
  }
}

TEST(PublicChartTest, RoundsTheNumberOfReportsDown) {
  EXPECT_EQ(PublishWeek(Exact({{"linux", 123}}, 123), 5).reports_at_least, 120);
  EXPECT_EQ(PublishWeek(Exact({{"linux", 123}}, 123), 1).reports_at_least, 123);
}

TEST(PublicChartTest, ShowsEverythingIfOneReportIsEnough) {
  EXPECT_THAT(Shown(PublishWeek(Exact({{"linux", 1}, {"darwin", 0}}, 1), 1)),
              ElementsAre("linux 1", "darwin 0"));
}

TEST(PublicChartTest, MakesATrendOfWhatItsWeeksShow) {
  const std::vector<PublicCharts> weeks = {
      PublishWeek(Exact({{"linux", 10}, {"windows", 20}, {"aix", 9}}, 39, "2026-11-15"), 5),
      PublishWeek(Exact({{"darwin", 6}, {"linux", 30}, {"windows", 4}, {"aix", 0}}, 40), 5)};
  const PublicCharts trend = PublishTrend(weeks);
  EXPECT_THAT(trend.weeks, ElementsAre("2026-11-15", "2026-11-22"));
  EXPECT_EQ(trend.reports_at_least, 75);
  EXPECT_THAT(Shown(trend), ElementsAre("linux 40 10 30", "windows >=20 20 <5", "aix >=9 9 <5",
                                        "darwin >=6 <5 6"));
}

TEST(PublicChartTest, CountsAWeekWithoutAnyReportAsNone) {
  const std::vector<PublicCharts> weeks = {
      PublishWeek(Exact({{"linux", 10}}, 10, "2026-11-08"), 5),
      {.start = "2026-11-09", .end = "2026-11-15", .min_reports = 5, .reports_at_least = 0},
      PublishWeek(Exact({{"linux", 30}}, 30), 5)};
  EXPECT_THAT(Shown(PublishTrend(weeks)), ElementsAre("linux 40 10 0 30"));
}

TEST(PublicChartTest, PutsAmountsIntoTheirOrderAndTheLargestOfOthersFirst) {
  const PublicCharts amounts =
      PublishWeek(Exact({{"<100ms", 7}, {"<10ms", 8}, {"<1s", 9}, {">=1s", 6}}, 30), 5);
  EXPECT_THAT(Shown(amounts), ElementsAre("<10ms 8", "<100ms 7", "<1s 9", ">=1s 6"));
  EXPECT_THAT(Shown(PublishTrend({amounts, amounts})),
              ElementsAre("<10ms 16 8 8", "<100ms 14 7 7", "<1s 18 9 9", ">=1s 12 6 6"));
  EXPECT_THAT(Shown(PublishWeek(Exact({{"v1.9.0", 7}, {"v1.10.0", 8}, {"10", 9}}, 30), 5)),
              ElementsAre("10 9", "v1.10.0 8", "v1.9.0 7"));
}

}  // namespace
}  // namespace telemetry
