#include "report/stacks/stack_tally.h"

#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace telemetry {
namespace {

using testing::ElementsAre;
using testing::Pair;
using testing::SizeIs;

const absl::CivilDay kWeek(2026, 11, 18);
constexpr char kCrash[] = "crash/crash\nmain.main:+1,+0x2";
constexpr char kBug[] = "tool/bug\nmain.check:+2,+0x3";

ProgramBuild Build(absl::string_view version, absl::string_view program = "example.com/tool") {
  return {.program = program,
          .version = version,
          .go_version = "gcc12.2.0",
          .goos = "linux",
          .goarch = "amd64"};
}

TEST(StackTallyTest, CountsReportsAndNotWhatTheyCounted) {
  StackTally tally;
  ASSERT_TRUE(tally.StartReport(kWeek, 0.1));
  tally.Add(Build("v1.0.0"), kCrash, 5);
  ASSERT_TRUE(tally.StartReport(kWeek, 0.2));
  tally.Add(Build("v1.0.0"), kCrash, 7);
  const std::vector<CountedStack> stacks = std::move(tally).Take();
  ASSERT_THAT(stacks, SizeIs(1));
  EXPECT_EQ(stacks[0].program, "example.com/tool");
  EXPECT_EQ(stacks[0].stack, kCrash);
  EXPECT_EQ(stacks[0].id, "sey6JQ");
  EXPECT_EQ(stacks[0].reports, 2);
  EXPECT_EQ(stacks[0].times, 12);
}

TEST(StackTallyTest, CountsAReportOnceThatHasTheStackForTwoVersions) {
  StackTally tally;
  ASSERT_TRUE(tally.StartReport(kWeek, 0.1));
  tally.Add(Build("v1.10.0"), kCrash, 1);
  tally.Add(Build("v1.9.0"), kCrash, 1);
  const std::vector<CountedStack> stacks = std::move(tally).Take();
  ASSERT_THAT(stacks, SizeIs(1));
  EXPECT_EQ(stacks[0].reports, 1);
  EXPECT_THAT(stacks[0].weeks, ElementsAre(Pair(kWeek, 1)));
  EXPECT_THAT(stacks[0].configurations, SizeIs(2));
  EXPECT_THAT(stacks[0].versions, ElementsAre(Pair("v1.10.0", 1), Pair("v1.9.0", 1)));
  EXPECT_THAT(stacks[0].Versions(), ElementsAre("v1.9.0", "v1.10.0"));
}

TEST(StackTallyTest, CountsAReportOnceThatTwoDatasetsHave) {
  StackTally tally;
  EXPECT_TRUE(tally.StartReport(kWeek, 0.1));
  EXPECT_FALSE(tally.StartReport(kWeek, 0.1));
  EXPECT_TRUE(tally.StartReport(kWeek + 7, 0.1));
}

TEST(StackTallyTest, KnowsTheWeeks) {
  StackTally tally;
  double x = 0;
  for (const int week : {2, 0, 1, 0}) {
    ASSERT_TRUE(tally.StartReport(kWeek + 7 * week, x += 0.1));
    tally.Add(Build("v1.0.0"), kCrash, 1);
  }
  const std::vector<CountedStack> stacks = std::move(tally).Take();
  EXPECT_EQ(stacks[0].first_week(), kWeek);
  EXPECT_EQ(stacks[0].last_week(), kWeek + 14);
  EXPECT_THAT(stacks[0].weeks,
              ElementsAre(Pair(kWeek, 2), Pair(kWeek + 7, 1), Pair(kWeek + 14, 1)));
}

TEST(StackTallyTest, PutsTheStackOfMostReportsFirst) {
  StackTally tally;
  for (const double x : {0.1, 0.2}) {
    ASSERT_TRUE(tally.StartReport(kWeek, x));
    tally.Add(Build("v1.0.0"), kBug, 1);
    if (x == 0.1) tally.Add(Build("v1.0.0"), kCrash, 100);
    tally.Add(Build("v1.0.0", "example.com/another"), kCrash, 1);
  }
  std::vector<std::string> order;
  for (const CountedStack& stack : std::move(tally).Take()) {
    order.push_back(stack.program + " " + stack.stack.substr(0, 5));
  }
  EXPECT_THAT(order, ElementsAre("example.com/another crash", "example.com/tool tool/",
                                 "example.com/tool crash"));
}

TEST(StackTallyTest, AddsUpToTheGreatestCount) {
  StackTally tally;
  ASSERT_TRUE(tally.StartReport(kWeek, 0.1));
  tally.Add(Build("v1.0.0"), kCrash, std::numeric_limits<int64_t>::max());
  tally.Add(Build("v1.1.0"), kCrash, 2);
  EXPECT_EQ(std::move(tally).Take()[0].times, std::numeric_limits<int64_t>::max());
}

}  // namespace
}  // namespace telemetry
