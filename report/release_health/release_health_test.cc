#include "report/release_health/release_health.h"

#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/release_health/release_counts.h"
#include "report/release_health/share_statistics.h"
#include "report/testing/release_counts_fixture.h"

namespace telemetry {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const ReleaseHealth& Of(const ProgramHealth& health, const std::string& version) {
  for (const ReleaseHealth& release : health.releases) {
    if (release.version == version) return release;
  }
  ADD_FAILURE() << "no " << version;
  static const ReleaseHealth none;
  return none;
}

TEST(ReleaseHealthTest, FlagsAReleaseThatCrashesMoreOften) {
  const ProgramHealth health =
      ReleaseHealthOf(kTool, OneWeek({{"v1.9.0", {.reports = 400, .crashed = 8}},
                                      {"v1.10.0", {.reports = 300, .crashed = 30}}}));
  ASSERT_THAT(health.releases, SizeIs(2));
  EXPECT_EQ(health.releases[0].version, "v1.9.0");
  EXPECT_EQ(health.releases[0].crash_verdict, CrashVerdict::kNone);
  const ReleaseHealth& worse = health.releases[1];
  EXPECT_EQ(worse.before, "v1.9.0");
  EXPECT_EQ(worse.crash_verdict, CrashVerdict::kWorse);
  EXPECT_EQ(worse.crash_difference, DifferenceInterval({0.02, 400}, {0.1, 300}));
  EXPECT_DOUBLE_EQ(worse.crashes.share, 0.1);
  EXPECT_EQ(worse.crashes.interval, WilsonInterval(30, 300));
}

TEST(ReleaseHealthTest, FlagsAReleaseThatCrashesLessOften) {
  const ProgramHealth health =
      ReleaseHealthOf(kTool, OneWeek({{"v1.0.0", {.reports = 300, .crashed = 30}},
                                      {"v1.1.0", {.reports = 400, .crashed = 8}}}));
  EXPECT_EQ(Of(health, "v1.1.0").crash_verdict, CrashVerdict::kBetter);
}

TEST(ReleaseHealthTest, SaysNothingOfADifferenceThatMayBeChance) {
  const ProgramHealth health =
      ReleaseHealthOf(kTool, OneWeek({{"v1.0.0", {.reports = 40, .crashed = 2}},
                                      {"v1.1.0", {.reports = 40, .crashed = 4}}}));
  EXPECT_EQ(Of(health, "v1.1.0").crash_verdict, CrashVerdict::kUnclear);
}

TEST(ReleaseHealthTest, DividesByTheReportsInWhichCrashesWereCounted) {
  const ProgramHealth health = ReleaseHealthOf(
      kTool,
      OneWeek({{"v1.0.0", {.reports = 400, .crashed = 20, .armed = 100, .armed_crashed = 20}},
               {"v1.1.0", {.reports = 400, .crashed = 20, .armed = 400, .armed_crashed = 20}}}));
  EXPECT_EQ(Of(health, "v1.0.0").armed_crashes->reports, 100);
  EXPECT_DOUBLE_EQ(Of(health, "v1.0.0").armed_crashes->share, 0.2);
  EXPECT_EQ(Of(health, "v1.1.0").crash_verdict, CrashVerdict::kBetter);
}

TEST(ReleaseHealthTest, DoesNotCompareWithAReleaseThatCountedNoCrashes) {
  const ProgramHealth health = ReleaseHealthOf(
      kTool,
      OneWeek({{"v1.0.0", {.reports = 400}},
               {"v1.1.0", {.reports = 400, .crashed = 20, .armed = 400, .armed_crashed = 20}}}));
  EXPECT_EQ(Of(health, "v1.1.0").crash_verdict, CrashVerdict::kNone);
}

TEST(ReleaseHealthTest, DoesNotCallAReleaseBetterThatCountsNothing) {
  const VersionCounts before{
      .reports = 400, .crashed = 40, .items = {{CounterItem("tool/runs", "tool/runs"), 400}}};
  const ProgramHealth silent =
      ReleaseHealthOf(kTool, OneWeek({{"v1.0.0", before}, {"v1.1.0", {.reports = 400}}}));
  EXPECT_EQ(Of(silent, "v1.1.0").crash_verdict, CrashVerdict::kNone);
  const ProgramHealth better = ReleaseHealthOf(
      kTool,
      OneWeek(
          {{"v1.0.0", before},
           {"v1.1.0", {.reports = 400, .items = {{CounterItem("tool/runs", "tool/runs"), 400}}}}}));
  EXPECT_EQ(Of(better, "v1.1.0").crash_verdict, CrashVerdict::kBetter);
}

TEST(ReleaseHealthTest, ComparesWithTheLatestVersionThatIsAdopted) {
  const ProgramHealth health =
      ReleaseHealthOf(kTool, OneWeek({{"v1.0.0", {.reports = 100}},
                                      {"v1.1.0-rc.1", {.reports = kAdoptedReports - 1}},
                                      {"v1.1.0", {.reports = 100}}}));
  EXPECT_EQ(Of(health, "v1.1.0").before, "v1.0.0");
  EXPECT_EQ(Of(health, "v1.1.0-rc.1").before, "v1.0.0");
}

TEST(ReleaseHealthTest, TellsHowAVersionSpreads) {
  ReleaseCounts counts = OneWeek({{"v1.0.0", {.reports = 30}}, {"v1.1.0", {.reports = 10}}});
  counts[kSunday - 7][kTool] = {.reports = 40, .versions = {{"v1.0.0", {.reports = 40}}}};
  const ProgramHealth health = ReleaseHealthOf(kTool, counts);
  EXPECT_THAT(health.weeks, ElementsAre(kSunday - 7, kSunday));
  EXPECT_THAT(Of(health, "v1.1.0").adoption,
              ElementsAre(WeekShare{kSunday - 7, ReportCount::Exactly(0), 40},
                          WeekShare{kSunday, ReportCount::Exactly(10), 40}));
  // Two weeks of the same machines are worth one and a little.
  EXPECT_EQ(Of(health, "v1.0.0").reports, 70);
  EXPECT_DOUBLE_EQ(Of(health, "v1.0.0").effective, 4900.0 / 130);
}

TEST(ReleaseHealthTest, ListsCountersByHowUnlikelyTheirChangeIsChance) {
  const ProgramHealth health =
      ReleaseHealthOf(kTool, OneWeek({{"v1.0.0",
                                       {.reports = 100,
                                        .items = {{CounterItem("c", "a"), 50},
                                                  {CounterItem("c", "b"), 50},
                                                  {StackItem("f"), 50}}}},
                                      {"v1.1.0",
                                       {.reports = 100,
                                        .items = {{CounterItem("c", "a"), 52},
                                                  {CounterItem("c", "b"), 10},
                                                  {CounterItem("d", "d"), 1}}}}}));
  const ReleaseHealth& release = Of(health, "v1.1.0");
  EXPECT_EQ(release.compared, 3);
  ASSERT_THAT(release.changes, SizeIs(3));
  EXPECT_EQ(release.changes[0].item, CounterItem("c", "b"));
  EXPECT_DOUBLE_EQ(release.changes[0].share_b, 0.1);
  EXPECT_DOUBLE_EQ(release.changes[0].p, DifferenceP({0.5, 100}, {0.1, 100}));
  EXPECT_DOUBLE_EQ(release.changes[0].q, 3 * release.changes[0].p);
  EXPECT_GT(release.changes[1].q, 0.5);
}

TEST(ReleaseHealthTest, ListsStacksThatAreNewAndThatVanished) {
  const ProgramHealth health = ReleaseHealthOf(
      kTool,
      OneWeek(
          {{"v1.0.0", {.reports = 50, .items = {{StackItem("oldest"), 1}}}},
           {"v1.1.0", {.reports = 100, .items = {{StackItem("gone"), 10}, {StackItem("rare"), 1}}}},
           {"v1.2.0",
            {.reports = 100, .items = {{StackItem("oldest"), 1}, {StackItem("new"), 2}}}}}));
  const ReleaseHealth& release = Of(health, "v1.2.0");
  ASSERT_THAT(release.new_stacks, SizeIs(1));
  EXPECT_EQ(release.new_stacks[0].stack, StackItem("new"));
  // That a rare one was not seen may be chance.
  ASSERT_THAT(release.vanished_stacks, SizeIs(1));
  EXPECT_EQ(release.vanished_stacks[0].stack, StackItem("gone"));
}

TEST(ReleaseHealthTest, SaysOnlyWhatIsTrueOfAllNumbersInBetween) {
  VersionSample before{.version = "v1.0.0",
                       .reports = 100,
                       .effective = 100,
                       .crashed = {0, 4},
                       .items = {{CounterItem("c", "a"), {0, 4}}},
                       .others = {0, 4}};
  VersionSample after{.version = "v1.1.0",
                      .reports = 100,
                      .effective = 100,
                      .crashed = {6, 6},
                      .items = {{CounterItem("c", "a"), {4, 4}}},
                      .others = {0, 4}};
  const ReleaseHealth unclear = Of(JudgeReleases(kTool, {kSunday}, {after, before}), "v1.1.0");
  EXPECT_EQ(unclear.crash_verdict, CrashVerdict::kUnclear);
  EXPECT_EQ(unclear.changes[0].p, 1);
  after.crashed = ReportCount::Exactly(30);
  after.items[CounterItem("c", "a")] = ReportCount::Exactly(50);
  const ReleaseHealth worse = Of(JudgeReleases(kTool, {kSunday}, {after, before}), "v1.1.0");
  EXPECT_EQ(worse.crash_verdict, CrashVerdict::kWorse);
  EXPECT_EQ(worse.crash_difference.low, DifferenceInterval({0.04, 100}, {0.3, 100}).low);
  EXPECT_DOUBLE_EQ(worse.changes[0].p, DifferenceP({0.04, 100}, {0.5, 100}));
}

TEST(ReleaseHealthTest, NamesTheProgramsThatHaveReports) {
  EXPECT_THAT(ProgramsOf(OneWeek({})), ElementsAre(kTool));
  EXPECT_THAT(ProgramsOf({}), IsEmpty());
}

}  // namespace
}  // namespace telemetry
