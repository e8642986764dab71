#include "upload/site/internal/chart_section.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "upload/site/internal/config_page.h"
#include "upload/site/page_templates.h"

namespace telemetry::upload_internal {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

using Kind = PublicValue::Kind;

std::string Html(const PublicCharts& charts) {
  kainjow::mustache::data values;
  AddPartials(values);
  values["charts"] = ChartsValues(charts, nullptr);
  return kainjow::mustache::mustache(kChartsSectionTemplate).render(values);
}

PublicCharts Week(std::vector<PublicChart> charts) {
  return {.start = "2026-11-16",
          .end = "2026-11-22",
          .min_reports = 5,
          .reports_at_least = 120,
          .weeks = {"2026-11-22"},
          .programs = {
              {.name = "example.com/tool", .charts = std::move(charts), .reports_about = 2140}}};
}

PublicChart Chart(std::vector<PublicBucket> buckets) {
  return {.name = "os",
          .type = "partition",
          .buckets = std::move(buckets),
          .reports_about = 2140,
          .exclusive = true};
}

size_t Count(const std::string& text, const std::string& part) {
  size_t count = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

TEST(ChartSectionTest, SaysOfHowManyReportsAndWhichShare) {
  const std::string html = Html(Week({Chart({{.key = "linux", .value = {Kind::kExact, 2000}},
                                             {.key = "aix", .value = {Kind::kAtLeast, 100}},
                                             {.key = "hp", .value = {Kind::kFewerThan, 5}}})}));
  EXPECT_THAT(html, HasSubstr("<p class=\"note\">about 2,140 reports</p>"));
  EXPECT_THAT(html, HasSubstr("2026-11-16 to 2026-11-22, of about 2,140 reports</caption>"));
  EXPECT_THAT(html,
              HasSubstr("<td class=\"number\">2,000</td><td class=\"number\">93 %</td></tr>"));
  EXPECT_THAT(html,
              HasSubstr("<td class=\"number\">at least 100</td><td class=\"number\">≥4 %</td>"));
  EXPECT_THAT(html, HasSubstr("<td class=\"number\">fewer than 5</td><td class=\"number\"></td>"));
}

TEST(ChartSectionTest, HasAColumnForEachWeekOfATrend) {
  PublicChart chart = Chart({{.key = "linux",
                              .value = {Kind::kAtLeast, 2000},
                              .weekly = {{Kind::kExact, 1200}, {Kind::kAtLeast, 800}}},
                             {.key = "aix",
                              .value = {Kind::kAtLeast, 0},
                              .weekly = {{Kind::kFewerThan, 5}, {Kind::kAtLeast, 0}}}});
  PublicCharts trend = Week({chart});
  trend.weeks = {"2026-11-15", "2026-11-22"};
  const std::string html = Html(trend);
  EXPECT_THAT(html, HasSubstr("<th scope=\"col\" class=\"number\">2026-11-15</th>"
                              "<th scope=\"col\" class=\"number\">2026-11-22</th></tr></thead>"));
  EXPECT_THAT(html,
              HasSubstr("<td class=\"number\">1,200</td><td class=\"number\">≥800</td></tr>"));
  EXPECT_THAT(html,
              HasSubstr("<td class=\"number\">&lt;5</td><td class=\"number\">not shown</td>"));
}

TEST(ChartSectionTest, FoldsTheTailOfBucketsThatShowNothing) {
  std::vector<PublicBucket> buckets = {{.key = "linux", .value = {Kind::kExact, 2000}}};
  for (const char* key : {"aix", "plan9", "zos"}) {
    buckets.push_back({.key = key, .value = {Kind::kFewerThan, 5}});
  }
  const std::string html = Html(Week({Chart(buckets)}));
  EXPECT_THAT(html, AllOf(HasSubstr("<summary>3 others</summary>"), HasSubstr("<bdi>plan9</bdi>"),
                          HasSubstr("fewer than 5 each")));
  EXPECT_EQ(Count(html, "<tr"), 3u);  // heading, linux, the others

  PublicChart ordered = Chart(buckets);
  ordered.ordered = true;
  EXPECT_THAT(Html(Week({ordered})), Not(HasSubstr("others")));

  buckets.pop_back();
  EXPECT_THAT(Html(Week({Chart(buckets)})), Not(HasSubstr("others")));
}

TEST(ChartSectionTest, SaysIfAReportMayHaveSeveralBucketsOrOnlySomeReportsAny) {
  PublicChart chart = Chart(
      {{.key = "a", .value = {Kind::kExact, 2000}}, {.key = "b", .value = {Kind::kExact, 1000}}});
  EXPECT_THAT(Html(Week({chart})), AllOf(Not(HasSubstr("several")), Not(HasSubstr("at random"))));
  chart.exclusive = false;
  chart.rate = 0.1;
  EXPECT_THAT(Html(Week({chart})),
              HasSubstr("(10 % of all, drawn at random, may have it); a report may have several"));
}

TEST(ChartSectionTest, GivesEveryChartAnIdOfItsOwn) {
  const std::string html = Html(Week({Chart({}), Chart({})}));
  EXPECT_EQ(Count(html, "id=\"charts:example.com/tool:os\""), 1u);
  EXPECT_EQ(Count(html, "id=\"charts:example.com/tool:os~2\""), 1u);
  EXPECT_EQ(Count(html, "id=\"charts:example.com/tool\""), 1u);
}

TEST(ChartSectionTest, WritesNumbersForPeople) {
  EXPECT_EQ(CountText(0), "0");
  EXPECT_EQ(CountText(999), "999");
  EXPECT_EQ(CountText(1000), "1,000");
  EXPECT_EQ(CountText(1234567), "1,234,567");
  EXPECT_EQ(ReportsAboutText(3860, 5), "about 3,860 reports");
  EXPECT_EQ(ReportsAboutText(0, 5), "fewer than 5 reports");
  EXPECT_EQ(ReportsAboutText(3861, 1), "3,861 reports");
}

TEST(ChartSectionTest, RoundsShares) {
  EXPECT_EQ(ShareText({Kind::kExact, 60}, 120), "50 %");
  EXPECT_EQ(ShareText({Kind::kExact, 1}, 1000), "<1 %");
  EXPECT_EQ(ShareText({Kind::kExact, 0}, 1000), "0 %");
  EXPECT_EQ(ShareText({Kind::kAtLeast, 119}, 120), "≥99 %");
  EXPECT_EQ(ShareText({Kind::kFewerThan, 5}, 120), "");
  EXPECT_EQ(ShareText({Kind::kExact, 60}, 0), "");
}

}  // namespace
}  // namespace telemetry::upload_internal
