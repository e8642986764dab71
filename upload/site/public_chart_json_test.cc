#include "upload/site/public_chart_json.h"

#include "gtest/gtest.h"

namespace telemetry {
namespace {

using Kind = PublicValue::Kind;

TEST(PublicChartJsonTest, SpellsWhatIsShownAndWhatIsNot) {
  const PublicCharts charts{
      .start = "2026-11-16",
      .end = "2026-11-22",
      .min_reports = 5,
      .reports_at_least = 120,
      .weeks = {"2026-11-22"},
      .programs = {{.name = "example.com/tool",
                    .charts = {{.name = "os",
                                .type = "partition",
                                .buckets = {{.key = "linux", .value = {Kind::kExact, 120}},
                                            {.key = "<b>", .value = {Kind::kFewerThan, 5}},
                                            {.key = "aix", .value = {Kind::kAtLeast, 15}}},
                                .reports_about = 140,
                                .rate = 0.5,
                                .exclusive = true}},
                    .reports_about = 280}}};
  EXPECT_EQ(PublicChartsToJson(charts),
            R"({"start":"2026-11-16","end":"2026-11-22","minReports":5,"reportsAtLeast":120,)"
            R"("weeks":["2026-11-22"],"programs":[{"name":"example.com/tool",)"
            R"("reportsAbout":280,"charts":[{"id":"charts:example.com/tool:os",)"
            R"("name":"os","type":"partition","ordered":false,"exclusive":true,)"
            R"("rate":0.5,"reportsAbout":140,)"
            R"("buckets":[{"key":"linux","value":120},)"
            R"({"key":"\u003cb\u003e","fewerThan":5},{"key":"aix","atLeast":15}]}]}]})"
            "\n");
}

TEST(PublicChartJsonTest, SpellsTheWeeksOfATrend) {
  const PublicCharts charts{
      .start = "2026-11-09",
      .end = "2026-11-22",
      .min_reports = 5,
      .reports_at_least = 0,
      .weeks = {"2026-11-15", "2026-11-22"},
      .programs = {{.name = "p",
                    .charts = {{.name = "c",
                                .type = "partition",
                                .buckets = {{.key = "k",
                                             .value = {Kind::kAtLeast, 7},
                                             .weekly = {{Kind::kExact, 7}, {Kind::kFewerThan, 5}}}},
                                .reports_about = 15,
                                .weekly_reports_about = {10, 5}}},
                    .reports_about = 15}}};
  EXPECT_EQ(PublicChartsToJson(charts),
            R"({"start":"2026-11-09","end":"2026-11-22","minReports":5,"reportsAtLeast":0,)"
            R"("weeks":["2026-11-15","2026-11-22"],"programs":[{"name":"p","reportsAbout":15,)"
            R"("charts":[{"id":"charts:p:c","name":"c","type":"partition","ordered":false,)"
            R"("exclusive":false,"rate":1,"reportsAbout":15,"weeklyReportsAbout":[10,5],)"
            R"("buckets":[{"key":"k","atLeast":7,"weekly":[{"value":7},{"fewerThan":5}]}]}]}]})"
            "\n");
}

TEST(PublicChartJsonTest, SpellsNothing) {
  EXPECT_EQ(PublicChartsToJson({.start = "2026-11-18",
                                .end = "2026-11-18",
                                .min_reports = 5,
                                .reports_at_least = 0,
                                .weeks = {},
                                .programs = {}}),
            R"({"start":"2026-11-18","end":"2026-11-18","minReports":5,"reportsAtLeast":0,)"
            R"("weeks":[],"programs":[]})"
            "\n");
}

}  // namespace
}  // namespace telemetry
