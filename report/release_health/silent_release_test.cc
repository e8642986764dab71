#include "report/release_health/silent_release.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "config/upload_config/approved_counters.h"
#include "config/upload_config/upload_config.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/release_health/release_counts.h"

namespace telemetry {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr char kTool[] = "example.com/tool";
constexpr absl::CivilDay kSunday(2026, 12, 6);

ReleaseItem Chart(const std::string& name) { return {ReleaseItem::Kind::kCounter, name, ""}; }

// Counts of one program: each line is a week, a version, and how many of its reports have what.
class Story {
 public:
  Story& Version(absl::CivilDay sunday, const std::string& version, int64_t reports,
                 const std::map<std::string, int64_t>& charts = {}) {
    ProgramCounts& program = counts_[sunday][kTool];
    program.reports += reports;
    program.reports_of_day[sunday] += reports;
    VersionCounts& counted = program.versions[version];
    counted.reports += reports;
    counted.alone += reports;
    for (const auto& [name, count] : charts) counted.charts[Chart(name)] += count;
    return *this;
  }
  // The same version in the four weeks before.
  Story& Before(const std::string& version, int64_t reports,
                const std::map<std::string, int64_t>& charts = {}) {
    for (int i = 1; i <= 4; ++i) Version(kSunday - 7 * i, version, reports, charts);
    return *this;
  }
  // Another version ran in all of its reports, too.
  Story& AlsoOthers(absl::CivilDay sunday, const std::string& version) {
    counts_[sunday][kTool].versions[version].alone = 0;
    return *this;
  }

  std::vector<HealthAlarm> Alarms(absl::CivilDay today = kSunday,
                                  const ApprovedCounters* approved = nullptr) const {
    return FindHealthAlarms(counts_, approved, today);
  }

 private:
  ReleaseCounts counts_;
};

TEST(SilentReleaseTest, NeedsTenExpectedReportsForNone) {
  EXPECT_TRUE(IsSilent(0, 10000, 10));
  EXPECT_FALSE(IsSilent(0, 10000, 9.1));
  EXPECT_FALSE(IsSilent(0, 0, 0));
}

TEST(SilentReleaseTest, NeedsLessThanAFifthForSome) {
  EXPECT_TRUE(IsSilent(1, 100, 30));
  EXPECT_TRUE(IsSilent(19, 1000, 100));
  EXPECT_FALSE(IsSilent(20, 1000, 100));
  // Less than a fifth, but it may be chance.
  EXPECT_FALSE(IsSilent(1, 1000, 9));
}

TEST(SilentReleaseTest, CallsReportsFewBelowHalfIfThatIsNoChance) {
  EXPECT_TRUE(AreFew(49, 100));
  EXPECT_FALSE(AreFew(50, 100));
  EXPECT_TRUE(AreFew(0, 10));
  EXPECT_FALSE(AreFew(4, 10));
  EXPECT_FALSE(AreFew(0, 0));
}

TEST(SilentReleaseTest, RaisesAnAlarmInTheFirstWeekOfAVersionThatCountsNothing) {
  Story story;
  story.Before("v1.1.0", 100, {{"tool/errors", 30}, {"tool/runs", 100}, {"tool/rare", 2}});
  story.Version(kSunday, "v1.1.0", 60, {{"tool/errors", 18}, {"tool/runs", 60}});
  story.Version(kSunday, "v1.2.0", 40);
  const std::vector<HealthAlarm> alarms = story.Alarms();
  ASSERT_THAT(alarms, SizeIs(1));
  EXPECT_EQ(alarms[0].program, kTool);
  EXPECT_EQ(alarms[0].week, kSunday);
  ASSERT_THAT(alarms[0].versions, SizeIs(1));
  EXPECT_EQ(alarms[0].versions[0].version, "v1.2.0");
  // In one alarm, the one that is missed most first; what is rare is not missed.
  ASSERT_THAT(alarms[0].versions[0].charts, SizeIs(2));
  EXPECT_EQ(alarms[0].versions[0].charts[0].chart, Chart("tool/runs"));
  EXPECT_DOUBLE_EQ(alarms[0].versions[0].charts[0].expected, 40);
  EXPECT_EQ(HealthAlarmLine(alarms[0]),
            "example.com/tool, week to 2026-12-06: v1.2.0, 40 reports, is silent where earlier "
            "versions are not: tool/runs (0 of 40), tool/errors (0 of 12)");
}

TEST(SilentReleaseTest, KeepsQuietAboutAHealthyVersion) {
  Story story;
  story.Before("v1.1.0", 100, {{"tool/errors", 30}});
  story.Version(kSunday, "v1.1.0", 50, {{"tool/errors", 15}});
  story.Version(kSunday, "v1.2.0", 50, {{"tool/errors", 9}});
  EXPECT_THAT(story.Alarms(), IsEmpty());
}

TEST(SilentReleaseTest, ComparesOnlyWithEarlierVersionsThatAreAdopted) {
  Story rare;
  rare.Before("v1.1.0", 4, {{"tool/errors", 4}});
  rare.Version(kSunday, "v1.2.0", 100);
  EXPECT_THAT(rare.Alarms(), IsEmpty());

  Story later;
  later.Before("v1.1.0", 100, {{"tool/errors", 0}});
  later.Version(kSunday, "v1.1.0", 50);
  later.Version(kSunday, "v1.2.0", 50, {{"tool/errors", 50}});
  EXPECT_THAT(later.Alarms(), IsEmpty());
}

TEST(SilentReleaseTest, ExpectsLittleOfAVersionInTheWeekOfItsUpdate) {
  Story story;
  story.Before("v1.1.0", 100, {{"tool/errors", 50}});
  story.Version(kSunday, "v1.1.0", 100, {{"tool/errors", 50}});
  story.Version(kSunday, "v1.2.0", 100, {{"tool/errors", 4}});
  EXPECT_THAT(story.Alarms(), SizeIs(1));
  // All of these machines also ran the older one.
  story.AlsoOthers(kSunday, "v1.2.0");
  EXPECT_THAT(story.Alarms(), IsEmpty());
}

TEST(SilentReleaseTest, MissesInTheWeekOfAnUpdateWhatEveryRunCounts) {
  Story story;
  story.Before("v1.1.0", 100, {{"tool/runs", 100}});
  story.Version(kSunday, "v1.1.0", 100, {{"tool/runs", 100}});
  story.Version(kSunday, "v1.2.0", 30).AlsoOthers(kSunday, "v1.2.0");
  EXPECT_THAT(story.Alarms(), SizeIs(1));
}

TEST(SilentReleaseTest, RaisesAnAlarmIfReportsBecomeFew) {
  Story story;
  story.Before("v1.1.0", 100);
  story.Version(kSunday, "v1.1.0", 30);
  // Reports of the last day may still arrive.
  EXPECT_THAT(story.Alarms(kSunday + 1), IsEmpty());
  const std::vector<HealthAlarm> alarms = story.Alarms(kSunday + 2);
  ASSERT_THAT(alarms, SizeIs(1));
  EXPECT_EQ(alarms[0].few_reports, (FewReports{30, 100, kSunday}));
  EXPECT_THAT(HealthAlarmLine(alarms[0]),
              HasSubstr("30 reports until 2026-12-06, where 100 are usual"));
}

TEST(SilentReleaseTest, NoticesAProgramOfWhichNothingArrivesAnyMore) {
  Story story;
  story.Before("v1.1.0", 100);
  ASSERT_THAT(story.Alarms(kSunday + 2), SizeIs(1));
  EXPECT_EQ(story.Alarms(kSunday + 2)[0].few_reports->reports, 0);
}

TEST(SilentReleaseTest, JudgesAWeekThatIsNotOverByTheSameWeekdays) {
  Story story;
  story.Before("v1.1.0", 100);
  // All reports are of Sundays; none is missed until one is over.
  EXPECT_THAT(story.Alarms(kSunday), IsEmpty());
}

TEST(SilentReleaseTest, DoesNotJudgeTheReportsOfANewProgram) {
  Story story;
  for (int i = 1; i <= 3; ++i) story.Version(kSunday - 7 * i, "v1.0.0", 100);
  EXPECT_THAT(story.Alarms(kSunday + 2), IsEmpty());
}

ApprovedCounters Approve(absl::string_view counters) {
  return ApprovedCounters(*ParseUploadConfigJson(
      absl::StrCat(R"({"GOOS":["linux"],"GOARCH":["amd64"],"GoVersion":["gcc"],"Programs":[
          {"Name":"example.com/tool","MinVersion":"v1.0.0","Counters":[)",
                   counters, "]}]}"),
      "config"));
}

TEST(SilentReleaseTest, IsForTheOwnersOfWhatIsSilent) {
  Story story;
  story.Before("v1.1.0", 100, {{"tool/errors", 100}, {"tool/runs", 100}});
  story.Version(kSunday, "v1.1.0", 60, {{"tool/errors", 60}, {"tool/runs", 60}});
  story.Version(kSunday, "v1.2.0", 40, {{"tool/runs", 40}});
  const ApprovedCounters approved =
      Approve(R"({"Name":"tool/errors:{a,b}","Rate":1,"Owners":["b@example.com","a@example.com"]},
                 {"Name":"tool/runs","Rate":1,"Owners":["c@example.com"]})");
  const std::vector<HealthAlarm> alarms = story.Alarms(kSunday, &approved);
  ASSERT_THAT(alarms, SizeIs(1));
  EXPECT_THAT(alarms[0].owners, ElementsAre("a@example.com", "b@example.com"));
  EXPECT_THAT(HealthAlarmLine(alarms[0]), HasSubstr("; for a@example.com, b@example.com"));
}

TEST(SilentReleaseTest, MissesNothingThatHasEnded) {
  Story story;
  story.Before("v1.1.0", 100, {{"tool/errors", 100}});
  story.Version(kSunday, "v1.1.0", 60, {{"tool/errors", 60}});
  story.Version(kSunday, "v1.2.0", 40);
  const ApprovedCounters until_then =
      Approve(R"({"Name":"tool/errors","Rate":1,"Expires":"2026-12-06"})");
  EXPECT_THAT(story.Alarms(kSunday - 1, &until_then), SizeIs(1));
  EXPECT_THAT(story.Alarms(kSunday, &until_then), IsEmpty());
  const ApprovedCounters nothing = Approve(R"({"Name":"tool/runs","Rate":1})");
  EXPECT_THAT(story.Alarms(kSunday, &nothing), IsEmpty());

  Story few;
  few.Before("v1.1.0", 100);
  EXPECT_THAT(few.Alarms(kSunday + 2, &nothing), SizeIs(1));
  EXPECT_THAT(few.Alarms(kSunday + 2, &until_then), IsEmpty());
}

TEST(SilentReleaseTest, SaysEverythingOfAProgramAndWeekInOneLine) {
  Story story;
  story.Before("v1.1.0", 500, {{"tool/runs", 500}});
  story.Version(kSunday, "v1.2.0", 40);
  story.Version(kSunday, "v1.10.0", 40);
  const std::vector<HealthAlarm> alarms = story.Alarms(kSunday + 2);
  ASSERT_THAT(alarms, SizeIs(1));
  ASSERT_THAT(alarms[0].versions, SizeIs(2));
  EXPECT_EQ(alarms[0].versions[1].version, "v1.10.0");
  EXPECT_TRUE(alarms[0].few_reports.has_value());
  EXPECT_EQ(HealthAlarmLine(alarms[0]).find('\n'), std::string::npos);
}

TEST(SilentReleaseTest, NamesTenChartsOfAVersion) {
  std::map<std::string, int64_t> charts;
  for (int i = 0; i < 12; ++i) charts[absl::StrCat("tool/", i)] = 100;
  Story story;
  story.Before("v1.1.0", 100, charts);
  story.Version(kSunday, "v1.2.0", 40);
  EXPECT_THAT(HealthAlarmLine(story.Alarms()[0]), HasSubstr(" and 2 more"));
}

}  // namespace
}  // namespace telemetry
