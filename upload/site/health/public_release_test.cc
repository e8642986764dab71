#include "upload/site/health/public_release.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/chart/chart.pb.h"
#include "report/release_health/release_counts.h"
#include "report/release_health/release_health.h"
#include "report/release_health/release_health_json.h"
#include "report/release_health/silent_release.h"
#include "report/testing/release_counts_fixture.h"
#include "storage/json/json_writer.h"
#include "upload/site/public_chart.h"
#include "upload/site/public_chart_json.h"

namespace telemetry {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

// There were enough others, of which nothing is shown.
ReleaseCounts More(ReleaseCounts counts) {
  for (auto& [week, programs] : counts) {
    for (auto& [name, version] : programs.at(kTool).versions) version.reports += 100;
  }
  return counts;
}

PublicReleases Publish(const ReleaseCounts& counts, int64_t min_reports = 5) {
  return PublishReleases(kTool, More(counts), counts, {}, nullptr, kSunday, min_reports);
}

std::string Json(const PublicReleases& releases) {
  JsonWriter json;
  json.BeginArray();
  WriteProgramHealth(json, releases.health);
  for (const HealthAlarm& alarm : releases.alarms) WriteHealthAlarm(json, alarm);
  json.EndArray();
  return std::move(json).Take();
}

TEST(PublicReleaseTest, ShowsWhichReleaseIsWorse) {
  const PublicReleases releases = Publish(OneWeek({
      {"v1.0.0", {.reports = 400, .crashed = 8}},
      {"v1.1.0", {.reports = 300, .crashed = 40}},
  }));
  ASSERT_THAT(releases.health.releases, SizeIs(2));
  EXPECT_EQ(releases.health.releases[1].crash_verdict, CrashVerdict::kWorse);
  EXPECT_EQ(releases.health.releases[1].crashes.crashed, ReportCount::Exactly(40));
}

TEST(PublicReleaseTest, SaysNothingOfAVersionWithFewReports) {
  const std::string json = Json(Publish(OneWeek({
      {"v1.0.0", {.reports = 400}},
      {"v1.1.0", {.reports = 4, .crashed = 4, .items = {{CounterItem("c", "secret"), 4}}}},
  })));
  EXPECT_THAT(json, AllOf(HasSubstr(R"("Version":"v1.0.0","Reports":400)"),
                          Not(HasSubstr("v1.1.0")), Not(HasSubstr("secret"))));
}

TEST(PublicReleaseTest, SaysNothingOfAVersionOfWhichNearlyAllIsKnown) {
  const ReleaseCounts counts = OneWeek({{"v1.0.0", {.reports = 40}}});
  for (const int64_t all : {40, 43, 44}) {
    const PublicReleases releases =
        PublishReleases(kTool, OneWeek({{"v1.0.0", {.reports = all}}}), counts, {}, nullptr,
                        kSunday, /*min_reports=*/5);
    EXPECT_EQ(releases.health.releases.size(), all == 44 ? 1 : 0) << all;
  }
}

TEST(PublicReleaseTest, ShowsNoMoreThanTheChartsOfTheWeek) {
  const ReleaseCounts counts = OneWeek({
      {"v1.0.0",
       {.reports = 100, .items = {{CounterItem("c", "a"), 80}, {CounterItem("c", "b"), 20}}}},
      {"v1.1.0",
       {.reports = 80, .items = {{CounterItem("c", "a"), 10}, {CounterItem("c", "b"), 70}}}},
  });
  PublicCharts charts{
      .start = "2026-11-30", .end = "2026-12-06", .min_reports = 5, .reports_at_least = 0};
  charts.programs = {{kTool,
                      {{.name = "Version",
                        .type = "partition",
                        .buckets = {{"v1.0.0", {PublicValue::Kind::kAtLeast, 90}},
                                    {"v1.1.0", {PublicValue::Kind::kExact, 100}}}},
                       {.name = "c",
                        .type = "partition",
                        .buckets = {{"a", {PublicValue::Kind::kExact, 95}},
                                    {"b", {PublicValue::Kind::kAtLeast, 0}}}}}}};
  const PublicReleases releases = PublishReleases(kTool, More(counts), counts, {{kSunday, charts}},
                                                  nullptr, kSunday, /*min_reports=*/5);
  EXPECT_EQ(releases.health.releases[0].reports, 90);
  ASSERT_THAT(releases.health.releases[1].changes, SizeIs(1));
  EXPECT_EQ(releases.health.releases[1].changes[0].item, CounterItem("c", "a"));
}

TEST(PublicReleaseTest, HidesANumberOfCrashesBelowTheLimit) {
  const PublicReleases releases = Publish(OneWeek({{"v1.0.0", {.reports = 400, .crashed = 4}}}));
  EXPECT_EQ(releases.health.releases[0].crashes.crashed, (ReportCount{0, 4}));
  EXPECT_EQ(Json(releases), Json(Publish(OneWeek({{"v1.0.0", {.reports = 400, .crashed = 0}}}))));
}

TEST(PublicReleaseTest, HidesThatFewReportsHaveNoCrash) {
  EXPECT_FALSE(Publish(OneWeek({{"v1.0.0", {.reports = 40, .crashed = 38}}}))
                   .health.releases[0]
                   .crashes.crashed.is_exact());
}

TEST(PublicReleaseTest, DoesNotNameStacksOfFewReports) {
  const std::string json = Json(Publish(OneWeek({
      {"v1.0.0", {.reports = 100, .items = {{StackItem("old"), 20}}}},
      {"v1.1.0", {.reports = 100, .items = {{StackItem("rare"), 4}, {StackItem("often"), 20}}}},
  })));
  EXPECT_THAT(json, AllOf(HasSubstr(R"("NewStacks":[{"Stack":"crash/crash","Frames":"often")"),
                          HasSubstr(R"("VanishedStacks":[{"Stack":"crash/crash","Frames":"old")"),
                          Not(HasSubstr("rare"))));
}

TEST(PublicReleaseTest, CallsAStackNewIfFewReportsOfTheVersionsBeforeHaveIt) {
  for (const int64_t rare : {0, 1, 4}) {
    const PublicReleases releases = Publish(OneWeek({
        {"v1.0.0", {.reports = 100, .items = {{StackItem("often"), rare}}}},
        {"v1.1.0", {.reports = 100, .items = {{StackItem("often"), 20}}}},
    }));
    EXPECT_THAT(releases.health.releases[1].new_stacks, SizeIs(1)) << rare;
  }
}

TEST(PublicReleaseTest, RaisesAnAlarmThatFollowsFromWhatIsShown) {
  const auto with = [](int64_t runs) {
    return Publish(OneWeek({
        {"v1.0.0", {.reports = 100, .charts = {{CounterItem("tool/runs", ""), 100}}}},
        {"v1.1.0", {.reports = 60, .charts = {{CounterItem("tool/runs", ""), runs}}}},
    }));
  };
  ASSERT_THAT(with(0).alarms, SizeIs(1));
  EXPECT_EQ(with(0).alarms[0].versions[0].charts[0].observed, 4);
  ASSERT_THAT(with(4).alarms, SizeIs(1));
  EXPECT_EQ(with(4).alarms[0].versions[0].charts[0].observed, 4);
  EXPECT_THAT(with(60).alarms, IsEmpty());
}

TEST(PublicReleaseTest, RaisesNoAlarmThatWouldTellNoneFromFew) {
  // None of ten: an alarm for the operator.
  const ReleaseCounts counts = OneWeek({
      {"v1.0.0", {.reports = 100, .charts = {{CounterItem("tool/runs", ""), 100}}}},
      {"v1.1.0", {.reports = 10}},
  });
  EXPECT_THAT(FindHealthAlarms(counts, nullptr, kSunday), SizeIs(1));
  EXPECT_THAT(Publish(counts).alarms, IsEmpty());
}

TEST(PublicReleaseTest, JudgesAVersionByTheWeekInWhichMostReportsHaveIt) {
  ReleaseCounts counts = OneWeek({{"v1.0.0", {.reports = 10}}, {"v1.1.0", {.reports = 90}}});
  counts[kSunday - 7] = OneWeek({{"v1.0.0", {.reports = 100, .crashed = 50}}})[kSunday];
  const PublicReleases releases = Publish(counts);
  EXPECT_EQ(releases.health.releases[0].reports, 100);
  EXPECT_THAT(releases.health.releases[1].adoption,
              ElementsAre(WeekShare{kSunday - 7, {0, 4}, 100},
                          WeekShare{kSunday, ReportCount::Exactly(90), 100}));
  EXPECT_EQ(releases.health.releases[1].crash_verdict, CrashVerdict::kBetter);
}

TEST(PublicReleaseTest, ShowsEverythingIfOneReportIsEnough) {
  const PublicReleases releases = Publish(OneWeek({
                                              {"v1.0.0", {.reports = 30, .crashed = 1}},
                                              {"v1.1.0", {.reports = 1}},
                                          }),
                                          1);
  ASSERT_THAT(releases.health.releases, SizeIs(2));
  EXPECT_EQ(releases.health.releases[0].crashes.crashed, ReportCount::Exactly(1));
}

// The numbers of two versions' reports with each of two buckets, of which a report has one.
constexpr size_t kVersions = 2;
constexpr size_t kBuckets = 2;
using Table = std::array<int64_t, kVersions * kBuckets>;

ReleaseCounts CountsOf(const Table& table) {
  std::map<std::string, VersionCounts> versions;
  for (size_t v = 0; v < kVersions; ++v) {
    VersionCounts counted;
    for (size_t b = 0; b < kBuckets; ++b) {
      const int64_t n = table[v * kBuckets + b];
      counted.reports += n;
      if (n > 0) counted.items[CounterItem("c", absl::StrCat(b))] = n;
    }
    if (counted.reports > 0) versions[absl::StrCat("v1.", v, ".0")] = counted;
  }
  return OneWeek(versions);
}

// The charts that the site has besides: of versions and of buckets.
PublicCharts Charts(const Table& table, int64_t min_reports) {
  v1::ChartData data;
  data.add_date_range("2026-11-30");
  data.add_date_range("2026-12-06");
  v1::ProgramCharts& program = *data.add_programs();
  program.set_name(kTool);
  program.add_charts();
  program.add_charts();
  v1::Chart& versions = *program.mutable_charts(0);
  v1::Chart& buckets = *program.mutable_charts(1);
  versions.set_name("Version");
  buckets.set_name("c");
  const auto add = [](v1::Chart& chart, const std::string& key, int64_t value) {
    v1::Datum& datum = *chart.add_data();
    datum.set_key(key);
    datum.set_value(value);
  };
  for (size_t v = 0; v < kVersions; ++v) {
    int64_t sum = 0;
    for (size_t b = 0; b < kBuckets; ++b) sum += table[v * kBuckets + b];
    if (sum > 0) add(versions, absl::StrCat("v1.", v, ".0"), sum);
  }
  for (size_t b = 0; b < kBuckets; ++b) {
    int64_t sum = 0;
    for (size_t v = 0; v < kVersions; ++v) sum += table[v * kBuckets + b];
    add(buckets, absl::StrCat(b), sum);
  }
  return PublishWeek(data, min_reports);
}

// All tables with at most `most`, cell by cell.
std::vector<Table> TablesUpTo(const Table& most) {
  std::vector<Table> tables;
  Table table = {};
  for (;;) {
    tables.push_back(table);
    size_t place = 0;
    while (place < table.size() && table[place] == most[place]) table[place++] = 0;
    if (place == table.size()) return tables;
    ++table[place];
  }
}

// The least and the most that each cell may be.
struct Possible {
  Table least;
  Table most;

  void Add(const Table& table) {
    for (size_t i = 0; i < table.size(); ++i) {
      least[i] = std::min(least[i], table[i]);
      most[i] = std::max(most[i], table[i]);
    }
  }
  bool IsCertain(size_t cell) const { return least[cell] == most[cell]; }
};

template <typename Key>
void Add(std::map<Key, Possible>& possible, const Key& shown, const Table& table) {
  possible.try_emplace(shown, Possible{table, table}).first->second.Add(table);
}

// An attacker who knows the rules, and sees both the charts of all reports and the health of releases of
// four in five, tries all tables, and all that may be left of them, that show the same. A number from 1 to
// below the limit that is the same in all of these tables could be derived; it must then follow from the
// charts alone.
TEST(PublicReleaseTest, LetsNobodyDeriveByDifferenceWhatTheChartsHide) {
  constexpr int64_t kMinReports = 3;
  constexpr int64_t kMost = 5;
  std::map<std::string, Possible> of_charts;
  std::map<std::pair<std::string, std::string>, Possible> of_both;
  for (const Table& table : TablesUpTo({kMost, kMost, kMost, kMost})) {
    const PublicCharts charts = Charts(table, kMinReports);
    const std::string shown = PublicChartsToJson(charts);
    Add(of_charts, shown, table);
    const ReleaseCounts exact = CountsOf(table);
    for (const Table& left : TablesUpTo(table)) {
      const PublicReleases releases = PublishReleases(
          kTool, exact, CountsOf(left), {{kSunday, charts}}, nullptr, kSunday, kMinReports);
      Add(of_both, std::make_pair(shown, Json(releases)), table);
    }
  }
  ASSERT_GT(of_both.size(), of_charts.size());
  for (const auto& [shown, possible] : of_both) {
    // Larger tables, which are not tried, may show the same.
    if (std::count(possible.most.begin(), possible.most.end(), kMost) > 0) continue;
    for (size_t cell = 0; cell < possible.least.size(); ++cell) {
      const int64_t value = possible.least[cell];
      if (value == 0 || value >= kMinReports || !possible.IsCertain(cell)) continue;
      EXPECT_TRUE(of_charts.at(shown.first).IsCertain(cell))
          << value << " of " << cell << " can be derived from " << shown.first << shown.second;
    }
    if (HasFailure()) break;
  }
}

}  // namespace
}  // namespace telemetry
