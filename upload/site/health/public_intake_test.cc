#include "upload/site/health/public_intake.h"

#include <array>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace telemetry {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr absl::CivilDay kToday(2026, 12, 2);  // a Wednesday
constexpr absl::CivilDay kSunday(2026, 12, 6);
constexpr int64_t kLimit = 5;
constexpr uint64_t kSecret = 12345;
using Kind = PublicValue::Kind;

IntakeCount Row(IntakeKind kind, absl::string_view name, int64_t reports,
                absl::CivilDay day = kToday) {
  return {.day = day, .key = {kind, std::string(name)}, .reports = reports};
}

PublicValue ValueOf(const std::vector<PublicIntakeCount>& counts, absl::string_view name) {
  for (const PublicIntakeCount& count : counts) {
    if (count.name == name) return count.reports;
  }
  return {Kind::kExact, -1};
}

PublicIntakeWeek ThisWeek(const std::vector<IntakeCount>& rows, uint64_t secret = kSecret,
                          int64_t min_reports = kLimit) {
  return PublishIntake(rows, secret, kToday, min_reports).front();
}

TEST(PublicIntakeTest, CountsByTheWeekOfTheArrivalTheLatestFirst) {
  const PublicIntake intake =
      PublishIntake({Row(IntakeKind::kOutcome, kIntakeStored, 3),
                     Row(IntakeKind::kOutcome, kIntakeStored, 4, kSunday),
                     Row(IntakeKind::kOutcome, kIntakeAgain, 2, kSunday - 7),
                     Row(IntakeKind::kOutcome, kIntakeStored, 9, kSunday - 28)},
                    kSecret, kToday, /*min_reports=*/1);
  ASSERT_THAT(intake, SizeIs(kIntakeWeeks));
  EXPECT_EQ(intake[0].week, kSunday);
  EXPECT_EQ(ValueOf(intake[0].outcomes, kIntakeStored), (PublicValue{Kind::kExact, 7}));
  EXPECT_EQ(intake[0].received, (PublicValue{Kind::kExact, 7}));
  EXPECT_EQ(ValueOf(intake[1].outcomes, kIntakeAgain), (PublicValue{Kind::kExact, 2}));
  EXPECT_EQ(intake[2].received, (PublicValue{Kind::kExact, 0}));
}

TEST(PublicIntakeTest, SaysWhatWasDroppedOfWhichProgramAndWhy) {
  const PublicIntakeWeek week =
      ThisWeek({Row(IntakeKind::kDrop, "example.com/tool\ncounter\nunlisted", 10),
                Row(IntakeKind::kDrop, "example.com/tool\nprogram\nversion", 30),
                Row(IntakeKind::kConfig, "v1.4.0", 12)},
               kSecret, /*min_reports=*/1);
  EXPECT_THAT(
      week.drops,
      ElementsAre(PublicIntakeDrop{"example.com/tool", "program", "version", {Kind::kExact, 30}},
                  PublicIntakeDrop{"example.com/tool", "counter", "unlisted", {Kind::kExact, 10}}));
  EXPECT_THAT(week.configs, ElementsAre(PublicIntakeCount{"v1.4.0", {Kind::kExact, 12}}));
}

TEST(PublicIntakeTest, CountsMostOfManyReports) {
  const PublicValue stored =
      ValueOf(ThisWeek({Row(IntakeKind::kOutcome, kIntakeStored, 1000)}).outcomes, kIntakeStored);
  EXPECT_EQ(stored.kind, Kind::kAtLeast);
  EXPECT_GT(stored.value, 740);
  EXPECT_LT(stored.value, 860);
  EXPECT_EQ(stored.value % kLimit, 0);
}

TEST(PublicIntakeTest, DrawsForEachRowAnew) {
  std::set<int64_t> shown;
  for (uint64_t secret = 1; secret <= 20; ++secret) {
    shown.insert(
        ValueOf(ThisWeek({Row(IntakeKind::kOutcome, kIntakeStored, 1000)}, secret).outcomes,
                kIntakeStored)
            .value);
  }
  EXPECT_GT(shown.size(), 5);
}

TEST(PublicIntakeTest, NeverShowsLessWhenMoreArrive) {
  int64_t before = 0;
  for (int64_t n = kLimit; n < 200; ++n) {
    const PublicValue stored =
        ValueOf(ThisWeek({Row(IntakeKind::kOutcome, kIntakeStored, n)}).outcomes, kIntakeStored);
    const int64_t now = stored.kind == Kind::kAtLeast ? stored.value : 0;
    EXPECT_GE(now, before) << n;
    EXPECT_LE(now, n);
    before = now;
  }
}

// What an attacker sees who knows everything but one row, and tries all that it may be.

std::vector<IntakeKey> AllRows() {
  std::vector<IntakeKey> keys;
  for (const absl::string_view name : kIntakeOutcomes) {
    keys.push_back({IntakeKind::kOutcome, std::string(name)});
  }
  for (const absl::string_view name : kIntakeDelays) {
    keys.push_back({IntakeKind::kDelay, std::string(name)});
  }
  for (const char* config : {"v1.0.0", "v1.1.0"}) keys.push_back({IntakeKind::kConfig, config});
  for (const char* drop : {"a\ncounter\nended", "a\nprogram\nversion", "b\nframes\nunlisted"}) {
    keys.push_back({IntakeKind::kDrop, drop});
  }
  return keys;
}

std::vector<IntakeCount> Table(int64_t others, const IntakeKey& secret_row, int64_t reports) {
  std::vector<IntakeCount> rows;
  for (const IntakeKey& key : AllRows()) {
    rows.push_back({.day = kToday, .key = key, .reports = key == secret_row ? reports : others});
  }
  return rows;
}

TEST(PublicIntakeAttackTest, FewerReportsThanTheLimitLeaveNoTraceWhateverTheOthersAre) {
  for (const IntakeKey& key : AllRows()) {
    for (const int64_t others : {0, 1, 4, 5, 6, 24, 25, 100}) {
      const PublicIntakeWeek without = ThisWeek(Table(others, key, 0));
      for (int64_t reports = 1; reports < kLimit; ++reports) {
        EXPECT_EQ(ThisWeek(Table(others, key, reports)), without)
            << IntakeKindName(key.kind) << " " << key.name << " " << others << " " << reports;
      }
    }
  }
}

TEST(PublicIntakeAttackTest, FewReportsInWeeksAreNotTakenTogether) {
  const IntakeKey drop{IntakeKind::kDrop, "a\nprogram\nversion"};
  std::vector<IntakeCount> rows;
  for (int week = 0; week < kIntakeWeeks; ++week) {
    rows.push_back({.day = kToday - 7 * week, .key = drop, .reports = kLimit - 1});
  }
  for (const PublicIntakeWeek& week : PublishIntake(rows, kSecret, kToday, kLimit)) {
    EXPECT_THAT(week.drops, IsEmpty());
  }
}

// By adding reports of their own, nobody finds out whether one more was there: whatever number of theirs makes the
// page change, as many different numbers of others as the limit fit, for some secret.
TEST(PublicIntakeAttackTest, ReportsOfOnesOwnDoNotTellHowManyOthersThereAre) {
  const IntakeKey key{IntakeKind::kOutcome, std::string(kIntakeStored)};
  // How many reports of the attacker make the first number appear.
  const auto needed = [&](int64_t others, uint64_t secret) {
    for (int64_t own = 0;; ++own) {
      const PublicIntakeWeek week = ThisWeek(Table(0, key, others + own), secret);
      if (ValueOf(week.outcomes, kIntakeStored).kind == Kind::kAtLeast) return own;
    }
  };
  std::array<std::set<int64_t>, 12> fits;
  for (int64_t others = 0; others < kLimit; ++others) {
    for (uint64_t secret = 1; secret <= 1000; ++secret) {
      const auto own = static_cast<size_t>(needed(others, secret));
      if (own < fits.size()) fits[own].insert(others);
    }
  }
  for (size_t own = kLimit; own < 7; ++own) EXPECT_THAT(fits[own], SizeIs(kLimit)) << own;
}

// Parts of a sum do not add up: nothing follows from the numbers that are shown for those that are not.
TEST(PublicIntakeAttackTest, DelaysDoNotAddUpToWhatIsStored) {
  bool differs = false;
  for (uint64_t secret = 1; secret <= 20; ++secret) {
    const PublicIntakeWeek week =
        ThisWeek({Row(IntakeKind::kOutcome, kIntakeStored, 400), Row(IntakeKind::kDelay, "1", 200),
                  Row(IntakeKind::kDelay, "2", 200)},
                 secret);
    const int64_t sum = ValueOf(week.delays, "1").value + ValueOf(week.delays, "2").value;
    differs |= sum > ValueOf(week.outcomes, kIntakeStored).value;
  }
  EXPECT_TRUE(differs);
}

TEST(PublicIntakeTest, CountsWhatChartsHide) {
  PublicCharts charts{
      .start = "2026-11-30", .end = "2026-12-06", .min_reports = 5, .reports_at_least = 0};
  charts.programs = {{"example.com/tool",
                      {{.name = "c",
                        .type = "partition",
                        .buckets = {{"a", {Kind::kExact, 95}},
                                    {"b", {Kind::kFewerThan, 5}},
                                    {"c", {Kind::kAtLeast, 10}},
                                    {"d", {Kind::kAtLeast, 0}}}}}}};
  EXPECT_EQ(HiddenValues(charts), 2);
}

}  // namespace
}  // namespace telemetry
