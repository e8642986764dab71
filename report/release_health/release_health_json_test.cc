#include "report/release_health/release_health_json.h"

#include <string>
#include <utility>

#include "absl/time/civil_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/json/json_writer.h"

namespace telemetry {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr absl::CivilDay kSunday(2026, 12, 6);

ReleaseHealth Worse() {
  return {.version = "v1.1.0",
          .reports = 300,
          .effective = 300,
          .adoption = {{kSunday, ReportCount::Exactly(300), 400}},
          .crashes = {.crashed = {30, 30}, .reports = 300, .share = 0.1, .interval = {0.07, 0.14}},
          .before = "v1.0.0",
          .crash_verdict = CrashVerdict::kWorse,
          .crash_difference = {0.05, 0.12},
          .new_stacks = {{{ReleaseItem::Kind::kStack, "crash/crash", "f\ng"}, 7}},
          .changes = {{.item = {ReleaseItem::Kind::kCounter, "c", "a"},
                       .reports_a = {0, 4},
                       .reports_b = {9, 9},
                       .share_a = 0.04,
                       .share_b = 0.03,
                       .p = 0.001,
                       .q = 0.002}},
          .compared = 2};
}

TEST(ReleaseHealthJsonTest, WritesWhatIsKnownOfARelease) {
  JsonWriter json;
  WriteProgramHealth(json,
                     {.program = "example.com/tool", .weeks = {kSunday}, .releases = {Worse()}});
  EXPECT_EQ(
      std::move(json).Take(),
      R"({"Program":"example.com/tool","Weeks":["2026-12-06"],"Versions":[{"Version":"v1.1.0",)"
      R"("Reports":300,"Effective":300,)"
      R"("Adoption":[{"Week":"2026-12-06","Reports":300,"Total":400,"Share":0.75}],)"
      R"("Crashes":{"Crashed":30,"Reports":300,"Share":0.1,"Interval":[0.07,0.14]},)"
      R"("ArmedCrashes":null,"Before":"v1.0.0","CrashVerdict":"worse",)"
      R"("CrashDifference":[0.05,0.12],)"
      R"("NewStacks":[{"Stack":"crash/crash","Frames":"f\ng","Reports":7}],"VanishedStacks":[],)"
      R"("Changes":[{"Chart":"c","Bucket":"a","ReportsBefore":{"Min":0,"Max":4},"Reports":9,)"
      R"("ShareBefore":0.04,"Share":0.03,"Interval":[0,1],"P":0.001,"Q":0.002}],"Compared":2}]})");
}

TEST(ReleaseHealthJsonTest, TellsWhatIsKnownOfARelease) {
  EXPECT_EQ(ProgramHealthToText({.program = "example.com/tool", .releases = {Worse()}}),
            "example.com/tool\n"
            "  v1.1.0: 300 reports, 75 % of those of the week to 2026-12-06\n"
            "    crashes in 30 of 300 reports (7 to 14 %), against v1.0.0: worse by 5 to 12 %\n"
            "    new stack, 7 reports: crash/crash: f < g\n"
            "    c:a: 4 % of reports before, 3 % now (q = 0.002 of 2)\n");
}

TEST(ReleaseHealthJsonTest, LeavesOutOfTheTextWhatMayBeChance) {
  ReleaseHealth release = Worse();
  release.changes[0].q = 0.06;
  EXPECT_THAT(ProgramHealthToText({.program = "p", .releases = {release}}), Not(HasSubstr("c:a")));
}

TEST(ReleaseHealthJsonTest, WritesAnAlarm) {
  JsonWriter json;
  WriteHealthAlarm(
      json,
      {.program = "example.com/tool",
       .week = kSunday,
       .versions = {{"v1.2.0", 40, {{{ReleaseItem::Kind::kCounter, "tool/runs", ""}, 0, 40}}}},
       .few_reports = FewReports{30, 100, kSunday},
       .owners = {"a@example.com"}});
  EXPECT_EQ(
      std::move(json).Take(),
      R"({"Program":"example.com/tool","Week":"2026-12-06","Versions":[{"Version":"v1.2.0",)"
      R"("Reports":40,"Charts":[{"Kind":"chart","Chart":"tool/runs","Observed":0,"Expected":40}]}],)"
      R"("FewReports":{"Reports":30,"Median":100,"Last":"2026-12-06"},"Owners":["a@example.com"],)"
      R"("Line":"example.com/tool, week to 2026-12-06: v1.2.0, 40 reports, is silent where earlier )"
      R"(versions are not: tool/runs (0 of 40); 30 reports until 2026-12-06, where 100 are usual; )"
      R"(for a@example.com"})");
}

}  // namespace
}  // namespace telemetry
