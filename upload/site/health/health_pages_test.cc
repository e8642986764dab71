#include "upload/site/health/health_pages.h"

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/release_health/release_health.h"
#include "report/release_health/silent_release.h"
#include "upload/site/health/health_templates.h"
#include "upload/site/health/public_intake.h"
#include "upload/site/health/public_release.h"
#include "upload/site/public_chart.h"

namespace telemetry {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr absl::CivilDay kSunday(2026, 12, 6);

PublicReleases Releases() {
  ReleaseHealth before{.version = "v1.0.0",
                       .reports = 400,
                       .adoption = {{kSunday, {0, 4}, 300}},
                       .crashes = {.crashed = {0, 4}, .reports = 400, .share = 0.01}};
  ReleaseHealth worse{
      .version = "v1.1.0",
      .reports = 300,
      .adoption = {{kSunday, ReportCount::Exactly(300), 300}},
      .crashes = {.crashed = {30, 30}, .reports = 300, .share = 0.1, .interval = {0.07, 0.14}},
      .before = "v1.0.0",
      .crash_verdict = CrashVerdict::kWorse,
      .crash_difference = {0.05, 0.12},
      .new_stacks = {{{ReleaseItem::Kind::kStack, "crash/crash", "<f>\ng"}, 7}},
      .changes = {{.item = {ReleaseItem::Kind::kCounter, "c", "a"},
                   .share_a = 0.5,
                   .share_b = 0.25,
                   .p = 0.001,
                   .q = 0.002},
                  {.item = {ReleaseItem::Kind::kCounter, "c", "chance"}, .p = 0.5, .q = 0.5}},
      .compared = 2};
  return {
      .health = {.program = "example.com/<tool>", .weeks = {kSunday}, .releases = {before, worse}},
      .alarms = {{.program = "example.com/<tool>",
                  .week = kSunday,
                  .few_reports = FewReports{30, 100, kSunday}}}};
}

TEST(HealthPagesTest, SaysWhichReleaseIsWorseAndWhatChanged) {
  const std::string html = HealthPages({}, 5).Program(Releases());
  EXPECT_THAT(html, HasSubstr("<td class=\"health-worse\">Worse</td>"));
  EXPECT_THAT(html, HasSubstr("<dd>Worse: a share of crashes that is higher by 5 to 12 %</dd>"));
  EXPECT_THAT(html, HasSubstr("30 of 300 reports, 10 % (the share is from 7 to 14 %)"));
  EXPECT_THAT(html, HasSubstr("fewer than 5 of 400 reports"));
  EXPECT_THAT(html, HasSubstr("New, 7 reports: <bdi>crash/crash</bdi> "
                              "<code><bdi>&lt;f&gt;</bdi></code> <code><bdi>g</bdi></code>"));
  EXPECT_THAT(html, AllOf(HasSubstr("<bdi>c:a</bdi>"), Not(HasSubstr("c:chance"))));
  EXPECT_THAT(html, HasSubstr("30 reports until 2026-12-06, where 100 are usual"));
}

TEST(HealthPagesTest, HasTheLatestReleaseFirst) {
  const std::string html = HealthPages({}, 5).Program(Releases());
  EXPECT_LT(html.find("<bdi>v1.1.0</bdi>"), html.find("<bdi>v1.0.0</bdi></a>"));
}

TEST(HealthPagesTest, EscapesNames) {
  const std::string html = HealthPages({}, 5).Program(Releases());
  EXPECT_THAT(html, Not(HasSubstr("<tool>")));
  EXPECT_THAT(html, HasSubstr("href=\"/health/example.com/%3Ctool%3E.json\""));
}

TEST(HealthPagesTest, UsesNoUnescapedForms) {
  for (const absl::string_view source : {kHealthTemplate, kReleasesTemplate}) {
    EXPECT_EQ(source.find("{{{"), absl::string_view::npos);
    EXPECT_EQ(source.find("{{&"), absl::string_view::npos);
  }
}

TEST(HealthPagesTest, ListsProgramsAndWhatIsAlarming) {
  const HealthPages pages({}, 5);
  const std::string html = pages.Index({.programs = {Releases()}, .published = absl::UnixEpoch()});
  EXPECT_THAT(html, AllOf(HasSubstr("href=\"/health/example.com/%3Ctool%3E\""),
                          HasSubstr("where 100 are usual"), HasSubstr("1970-01-01 00:00 UTC")));
  EXPECT_THAT(pages.Index({.published = absl::UnixEpoch()}), HasSubstr("Nothing is alarming."));
}

TEST(HealthPagesTest, SaysTheSameAsJson) {
  const HealthPages pages({}, 5);
  EXPECT_THAT(pages.ProgramJson(Releases()),
              AllOf(HasSubstr(R"({"MinReports":5,"Alarms":[{"Program":)"),
                    HasSubstr(R"("Crashed":{"Min":0,"Max":4})")));
  EXPECT_THAT(pages.IndexJson({.programs = {Releases()}, .published = absl::UnixEpoch()}),
              HasSubstr(R"({"Published":"1970-01-01T00:00:00Z","MinReports":5,"Programs":[{)"));
}

HealthIndex Intake() {
  const auto at_least = [](int64_t n) { return PublicValue{PublicValue::Kind::kAtLeast, n}; };
  const PublicValue few{PublicValue::Kind::kFewerThan, 5};
  return {.intake = {{.week = kSunday,
                      .received = at_least(45),
                      .outcomes = {{"stored", at_least(40)}, {"sent again", at_least(5)}},
                      .delays = {{"0", few}, {"1", at_least(30)}},
                      .configs = {{"v1.4.0", at_least(40)}},
                      .drops = {{"example.com/<tool>", "program", "version", at_least(10)}}},
                     {.week = kSunday - 7, .received = at_least(0)},
                     {.week = kSunday - 14, .configs = {{"v1.3.0", at_least(20)}}}},
          .hidden = 3,
          .published = absl::UnixEpoch()};
}

TEST(HealthPagesTest, SaysWhatBecameOfReportsInTheTwoLatestWeeks) {
  const std::string html = HealthPages({}, 5).Index(Intake());
  EXPECT_THAT(html, AllOf(HasSubstr("Week to 2026-12-06"), HasSubstr("Week to 2026-11-29"),
                          Not(HasSubstr("2026-11-22")), Not(HasSubstr("v1.3.0"))));
  EXPECT_THAT(html, HasSubstr("<bdi>received</bdi></th><td class=\"number\">at least 45</td>"
                              "<td class=\"number\">not shown</td>"));
  EXPECT_THAT(html, HasSubstr("<bdi>example.com/&lt;tool&gt;: program, version</bdi></th>"
                              "<td class=\"number\">at least 10</td>"
                              "<td class=\"number\">fewer than 5</td>"));
  EXPECT_THAT(html, HasSubstr("The charts of the latest week hide 3 numbers."));
}

TEST(HealthPagesTest, SaysWhatBecameOfReportsAsJson) {
  EXPECT_THAT(
      HealthPages({}, 5).IndexJson(Intake()),
      AllOf(HasSubstr(R"("Intake":[{"Week":"2026-12-06","Received":{"atLeast":45},)"
                      R"("Outcomes":{"stored":{"atLeast":40},"sent again":{"atLeast":5}},)"
                      R"("Delays":{"0":{"fewerThan":5},"1":{"atLeast":30}},)"
                      R"("Configs":[{"Config":"v1.4.0","Reports":{"atLeast":40}}],)"
                      R"("Drops":[{"Program":"example.com/\u003ctool\u003e","Kind":"program",)"
                      R"("Reason":"version","Reports":{"atLeast":10}}]})"),
            HasSubstr(R"("HiddenInCharts":3)")));
}

TEST(HealthPagesTest, SaysNothingOfHidingIfNothingIsHidden) {
  EXPECT_THAT(HealthPages({}, 1).Program(Releases()), Not(HasSubstr("are hidden")));
}

}  // namespace
}  // namespace telemetry
