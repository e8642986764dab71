#include "upload/site/stacks/public_stacks.h"

#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/stacks/stack_id.h"
#include "storage/stack/readable_stack.h"

namespace telemetry {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr char kProgram[] = "example.com/tool";

// A stack of one function, and its reports in each week, all of them of version v1.0.0.
struct Weekly {
  std::string function;
  std::vector<int64_t> reports;
  std::map<std::string, int64_t> versions = {};
};

std::string StackOf(const std::string& function) {
  return absl::StrCat("crash/crash\ntool@0123456789abcdef.", function, ":@0x10,+0x2");
}

PublicStacks Publish(const std::vector<Weekly>& stacks, int64_t min_reports = 5) {
  std::vector<v1::WeekStacks> weeks;
  for (size_t week = 0; week < stacks[0].reports.size(); ++week) {
    v1::WeekStacks& all = weeks.emplace_back();
    all.set_sunday(absl::StrCat("2026-11-0", week + 1));
    for (const Weekly& weekly : stacks) {
      if (weekly.reports[week] == 0) continue;
      v1::WeekStack& stack = *all.add_stacks();
      stack.set_program(kProgram);
      stack.set_stack(StackOf(weekly.function));
      stack.set_reports(weekly.reports[week]);
      if (weekly.versions.empty()) (*stack.mutable_versions())["v1.0.0"] = weekly.reports[week];
      if (week == 0)
        stack.mutable_versions()->insert(weekly.versions.begin(), weekly.versions.end());
    }
  }
  return PublishStacks(weeks, min_reports, ReadableStack);
}

PublicStack Only(const PublicStacks& stacks) {
  EXPECT_THAT(stacks.programs, SizeIs(1));
  EXPECT_THAT(stacks.programs[0].groups, SizeIs(1));
  EXPECT_THAT(stacks.programs[0].groups[0].stacks, SizeIs(1));
  return stacks.programs[0].groups[0].stacks[0];
}

constexpr PublicValue Exact(int64_t value) { return {PublicValue::Kind::kExact, value}; }
constexpr PublicValue FewerThan(int64_t value) { return {PublicValue::Kind::kFewerThan, value}; }

TEST(PublicStacksTest, ShowsNoStackThatTooFewReportsHave) {
  EXPECT_THAT(Publish({{"f", {4, 0}}}).programs, IsEmpty());
  EXPECT_THAT(Publish({{"f", {2, 2}}}).programs, IsEmpty());
  EXPECT_THAT(Publish({{"f", {2, 3}}}).programs, SizeIs(1));
  EXPECT_THAT(Publish({{"f", {1}}}, 1).programs, SizeIs(1));
}

TEST(PublicStacksTest, RoundsDownAndHidesWeeksOfTooFewReports) {
  const PublicStack stack = Only(Publish({{"f", {0, 3, 7, 4}}}));
  EXPECT_EQ(stack.id, StackId(StackOf("f")));
  EXPECT_EQ(stack.reports_at_least, 10);
  EXPECT_THAT(stack.weekly, ElementsAre(FewerThan(5), FewerThan(5), Exact(7), FewerThan(5)));
}

TEST(PublicStacksTest, NamesWeeksThatEnoughReportsShare) {
  const PublicStack stack = Only(Publish({{"f", {0, 3, 2, 0, 4, 1, 0}}}));
  EXPECT_EQ(stack.first_week, "2026-11-03");
  EXPECT_EQ(stack.last_week, "2026-11-05");
  const PublicStack one_week = Only(Publish({{"f", {1, 9, 1}}}));
  EXPECT_EQ(one_week.first_week, "2026-11-02");
  EXPECT_EQ(one_week.last_week, "2026-11-02");
}

TEST(PublicStacksTest, NamesVersionsThatEnoughReportsHave) {
  const PublicStack stack =
      Only(Publish({{"f", {20}, {{"v1.10.0", 9}, {"v1.9.0", 7}, {"v1.11.0", 4}}}}));
  EXPECT_THAT(stack.versions, ElementsAre("v1.9.0", "v1.10.0"));
  EXPECT_TRUE(stack.has_other_versions);
  EXPECT_FALSE(Only(Publish({{"f", {20}}})).has_other_versions);
}

TEST(PublicStacksTest, IsExactIfOneReportIsEnough) {
  const PublicStack stack = Only(Publish({{"f", {0, 1, 0, 2, 0}}}, 1));
  EXPECT_EQ(stack.reports_at_least, 3);
  EXPECT_EQ(stack.first_week, "2026-11-02");
  EXPECT_EQ(stack.last_week, "2026-11-04");
  EXPECT_THAT(stack.weekly, ElementsAre(Exact(0), Exact(1), Exact(0), Exact(2), Exact(0)));
}

// Whoever sees only the page cannot tell apart what differs only in hidden numbers.
TEST(PublicStacksTest, TellsNothingOfHiddenNumbers) {
  const PublicStack a = Only(Publish({{"f", {6, 4, 1}}}));
  const PublicStack b = Only(Publish({{"f", {6, 1, 4}}}));
  EXPECT_EQ(a.weekly, b.weekly);
  EXPECT_EQ(a.reports_at_least, b.reports_at_least);
}

TEST(PublicStacksTest, PutsStacksOfTheSameFunctionsTogether) {
  std::vector<v1::WeekStacks> weeks(1);
  weeks[0].set_sunday("2026-11-01");
  const auto add = [&](const std::string& stack, int64_t reports) {
    v1::WeekStack& added = *weeks[0].add_stacks();
    added.set_program(kProgram);
    added.set_stack(stack);
    added.set_reports(reports);
  };
  add("crash/crash\ntool@0123456789abcdef.f:@0x10,+0x2", 6);
  add("crash/crash\ntool@0123456789abcdef.g:@0x10,+0x2", 9);
  add("crash/crash\ntool@ffffffffffffffff.f:@0x18,+0x4", 20);
  add("tool/bug\n", 5);
  const PublicStacks stacks = PublishStacks(weeks, 5, ReadableStack);
  std::vector<std::string> groups;
  for (const PublicStackGroup& group : stacks.programs[0].groups) {
    groups.push_back(absl::StrCat(group.top_frames[0], " ", group.stacks.size()));
  }
  EXPECT_THAT(groups, ElementsAre("f 2", "g 1", "tool/bug 1"));
}

TEST(PublicStacksTest, ShowsTheMostFrequentOfTooMany) {
  std::vector<Weekly> many;
  for (size_t i = 0; i < kMaxPublicStacks + 10; ++i) {
    many.push_back({absl::StrCat("f", i), {static_cast<int64_t>(i + 5)}});
  }
  const PublicStacks stacks = Publish(many, 1);
  EXPECT_THAT(stacks.programs[0].groups, SizeIs(kMaxPublicStacks));
  EXPECT_EQ(stacks.programs[0].groups.back().stacks[0].reports_at_least, 15);
}

TEST(PublicStacksTest, HasNothingToShowWithoutStacks) {
  EXPECT_THAT(PublishStacks({}, 5, ReadableStack).programs, IsEmpty());
  std::vector<v1::WeekStacks> weeks(1);
  EXPECT_THAT(PublishStacks(weeks, 5, ReadableStack).programs, IsEmpty());
}

}  // namespace
}  // namespace telemetry
