#include "report/release_health/release_counts.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "config/upload_config/upload_config.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/util/status_matchers.h"

namespace telemetry {
namespace {

using testing::ElementsAre;
using testing::Pair;

constexpr absl::CivilDay kMonday(2026, 11, 30);
constexpr absl::CivilDay kSunday(2026, 12, 6);

std::string Entry(absl::string_view version, absl::string_view counters,
                  absl::string_view stacks = "") {
  return absl::StrCat(R"({"Program":"example.com/tool","Version":")", version,
                      R"(","GoVersion":"gcc12.2.0","GOOS":"linux","GOARCH":"amd64","Counters":{)",
                      counters, R"(},"Stacks":{)", stacks, "}}");
}

std::string Report(double x, absl::string_view entries, absl::CivilDay day = kMonday) {
  return absl::StrCat(R"({"Week":")", absl::FormatCivilTime(day), R"(","X":)", x,
                      R"(,"Programs":[)", entries, R"(],"Config":"v1.0.0"})");
}

ReleaseCounts CountsOf(const std::vector<std::string>& reports,
                       const ReleaseCountOptions& options = {}) {
  ReleaseCounter counter(options);
  for (const std::string& report : reports) EXPECT_THAT(counter.Add(report), IsOk());
  return std::move(counter).Take();
}

const VersionCounts& Of(const ReleaseCounts& counts, const std::string& version) {
  return counts.at(kSunday).at("example.com/tool").versions.at(version);
}

TEST(ReleaseCountsTest, CountsReportsOfAVersionOnceWhateverItsEntries) {
  const ReleaseCounts counts = CountsOf({
      Report(0.1, absl::StrCat(Entry("v1.0.0", R"("tool/client:vim":3)"), ",",
                               Entry("v1.0.0", R"("tool/client:emacs":1,"tool/client:vim":1)"))),
      Report(0.2, Entry("v1.0.0", R"("tool/errors":1)"), kSunday),
  });
  const VersionCounts& version = Of(counts, "v1.0.0");
  EXPECT_EQ(version.reports, 2);
  EXPECT_EQ(version.alone, 2);
  EXPECT_THAT(version.charts,
              ElementsAre(Pair(ReleaseItem{ReleaseItem::Kind::kCounter, "tool/client", ""}, 1),
                          Pair(ReleaseItem{ReleaseItem::Kind::kCounter, "tool/errors", ""}, 1)));
  EXPECT_THAT(
      version.items,
      ElementsAre(Pair(ReleaseItem{ReleaseItem::Kind::kCounter, "tool/client", "emacs"}, 1),
                  Pair(ReleaseItem{ReleaseItem::Kind::kCounter, "tool/client", "vim"}, 1),
                  Pair(ReleaseItem{ReleaseItem::Kind::kCounter, "tool/errors", "tool/errors"}, 1)));
  EXPECT_THAT(counts.at(kSunday).at("example.com/tool").reports_of_day,
              ElementsAre(Pair(kMonday, 1), Pair(kSunday, 1)));
}

TEST(ReleaseCountsTest, TellsVersionsThatRanInOneReport) {
  const ReleaseCounts counts =
      CountsOf({Report(0.1, absl::StrCat(Entry("v1.0.0", ""), ",", Entry("v1.1.0", R"("a":1)"))),
                Report(0.2, Entry("v1.1.0", ""))});
  EXPECT_EQ(counts.at(kSunday).at("example.com/tool").reports, 2);
  EXPECT_EQ(Of(counts, "v1.0.0").alone, 0);
  EXPECT_EQ(Of(counts, "v1.1.0").reports, 2);
  EXPECT_EQ(Of(counts, "v1.1.0").alone, 1);
}

TEST(ReleaseCountsTest, CountsCrashesByTheReportsThatHaveAny) {
  const ReleaseCounts counts = CountsOf({
      Report(0.1, Entry("v1.0.0", R"("crash/armed":1)",
                        R"("crash/crash\nf:+1,+0x1":1,"crash/crash\ng:+1,+0x1":2)")),
      Report(0.2, Entry("v1.0.0", R"("crash/no-stack":1)")),
      Report(0.3, Entry("v1.0.0", R"("crash/armed":4)")),
  });
  EXPECT_EQ(Of(counts, "v1.0.0").crashed, 2);
  EXPECT_EQ(Of(counts, "v1.0.0").armed, 2);
  EXPECT_EQ(Of(counts, "v1.0.0").armed_crashed, 1);
}

TEST(ReleaseCountsTest, GroupsStacksByTheirTopFunctionsInWhateverBuild) {
  const ReleaseCounts counts = CountsOf({
      Report(0.1,
             Entry("v1.0.0", "",
                   R"("crash/crash\ntool@0123456789abcdef._ZN4tool5CountEv:@0x11d0,+0x1b":1)")),
      Report(0.2,
             Entry("v1.0.0", "",
                   R"("crash/crash\ntool@fedcba9876543210._ZN4tool5CountEv:@0x22d0,+0x2b":1)")),
  });
  EXPECT_THAT(Of(counts, "v1.0.0").items,
              ElementsAre(Pair(
                  ReleaseItem{ReleaseItem::Kind::kStack, "crash/crash", "tool.tool::Count"}, 2)));
}

TEST(ReleaseCountsTest, NamesTheTopFunctionsOnly) {
  EXPECT_EQ(TopFunctions("main.parse:+3,+0x5f\nmain.main:+1,+0x8", 1), "main.parse");
  EXPECT_EQ(TopFunctions("main.parse:+3,+0x5f\nmain.main:+1,+0x8"), "main.parse\nmain.main");
  EXPECT_EQ(TopFunctions("libc.so.6@0123456789abcdef.abort:@0x1,+0x2"), "libc.so.6.abort");
  EXPECT_EQ(TopFunctions("a@b.f:+1"), "a@b.f");
  EXPECT_EQ(TopFunctions(""), "");
}

TEST(ReleaseCountsTest, CountsOnlyWhatIsApprovedAndHasNotEnded) {
  const ApprovedCounters approved(*ParseUploadConfigJson(
      R"({"GOOS":["linux"],"GOARCH":["amd64"],"GoVersion":["gcc"],"Programs":[
          {"Name":"example.com/tool","Versions":["v1.0.0"],"Counters":[
            {"Name":"a","Rate":1},{"Name":"ended","Rate":1,"Expires":"2026-12-01"},
            {"Name":"rare","Rate":0.1}]}]})",
      "config"));
  const ReleaseCounts counts =
      CountsOf({Report(0.05, Entry("v1.0.0", R"("a":1,"ended":1,"rare":1,"unknown":1)")),
                Report(0.5, Entry("v1.0.0", R"("a":1,"ended":1,"rare":1)"))},
               {.approved = &approved, .today = absl::CivilDay(2026, 12, 2)});
  EXPECT_EQ(Of(counts, "v1.0.0").reports, 2);
  EXPECT_THAT(Of(counts, "v1.0.0").charts,
              ElementsAre(Pair(ReleaseItem{ReleaseItem::Kind::kCounter, "a", ""}, 2),
                          Pair(ReleaseItem{ReleaseItem::Kind::kCounter, "rare", ""}, 1)));
}

TEST(ReleaseCountsTest, CountsARepeatedReportOnceIfTold) {
  const std::vector<std::string> twice(2, Report(0.1, Entry("v1.0.0", R"("a":1)")));
  EXPECT_EQ(Of(CountsOf(twice), "v1.0.0").reports, 2);
  EXPECT_EQ(Of(CountsOf(twice, {.may_repeat = true}), "v1.0.0").reports, 1);
}

TEST(ReleaseCountsTest, PassesOverOneReportInFiveThatNobodyKnows) {
  std::vector<std::string> reports;
  for (int i = 1; i <= 2000; ++i) reports.push_back(Report(i / 2001.0, Entry("v1.0.0", "")));
  const auto kept = [&](uint64_t secret) {
    return Of(CountsOf(reports, {.thinned_by = secret}), "v1.0.0").reports;
  };
  EXPECT_NEAR(static_cast<double>(kept(1)), 1600, 80);
  // It is always the same one.
  EXPECT_EQ(kept(1), kept(1));
  EXPECT_NE(kept(1), kept(2));
}

TEST(ReleaseCountsTest, PassesOverOtherDaysAndPrograms) {
  EXPECT_TRUE(CountsOf({Report(0.1, Entry("v1.0.0", ""))}, {.first = kSunday}).empty());
  EXPECT_TRUE(CountsOf({Report(0.1, Entry("v1.0.0", ""))}, {.last = kMonday - 1}).empty());
  EXPECT_TRUE(
      CountsOf({Report(0.1, Entry("v1.0.0", ""))}, {.program = "example.com/other"}).empty());
}

TEST(ReleaseCountsTest, RefusesWhatIsNoReport) {
  ReleaseCounter counter({});
  EXPECT_THAT(counter.Add("{"), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(counter.Add(R"({"Week":"soon"})"), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(ReleaseCountsTest, OrdersVersionsAsPeopleDo) {
  EXPECT_TRUE(IsEarlierVersion("v1.9.0", "v1.10.0"));
  EXPECT_TRUE(IsEarlierVersion("devel", "v1.0.0"));
  EXPECT_FALSE(IsEarlierVersion("v1.0.0", "v1.0.0"));
}

TEST(ReleaseCountsTest, HasWeeksThatEndOnSunday) {
  EXPECT_EQ(WeekEnd(kMonday), kSunday);
  EXPECT_EQ(WeekEnd(kSunday), kSunday);
  EXPECT_EQ(WeekEnd(kSunday + 1), kSunday + 7);
}

}  // namespace
}  // namespace telemetry
