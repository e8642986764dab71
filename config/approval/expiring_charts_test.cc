#include "config/approval/expiring_charts.h"

#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "config/approval/annotated_charts.h"
#include "gtest/gtest.h"

namespace telemetry {
namespace {

AnnotatedChart Chart(const std::string& counter, std::vector<std::string> owners,
                     absl::CivilDay expires) {
  AnnotatedChart chart;
  chart.record.line = 7;
  chart.record.program = "example.com/mytool";
  chart.record.counter = counter;
  chart.record.title = "T";
  chart.owners = std::move(owners);
  chart.expiry = {ChartExpiry::Kind::kDay, expires, ""};
  return chart;
}

constexpr absl::CivilDay kToday(2026, 11, 30);

std::string Text(const std::vector<AnnotatedChart>& charts) {
  return ExpiringToText(ExpiringCharts(charts, kToday, 30));
}

TEST(ExpiringChartsTest, GroupsByOwnerAndSortsByDay) {
  EXPECT_EQ(Text({Chart("late:{a}", {"b@x", "a@x"}, absl::CivilDay(2026, 12, 30)),
                  Chart("soon", {"a@x"}, absl::CivilDay(2026, 12, 1)),
                  Chart("gone", {}, absl::CivilDay(2026, 11, 30))}),
            "(no owner)\n"
            "  expired on 2026-11-30: T (example.com/mytool gone, line 7)\n"
            "a@x\n"
            "  expires on 2026-12-01, in 1 day: T (example.com/mytool soon, line 7)\n"
            "  expires on 2026-12-30, in 30 days: T (example.com/mytool late, line 7)\n"
            "b@x\n"
            "  expires on 2026-12-30, in 30 days: T (example.com/mytool late, line 7)\n");
}

TEST(ExpiringChartsTest, LeavesOutWhatGoesOn) {
  AnnotatedChart never = Chart("never", {"a@x"}, kToday);
  never.expiry = {ChartExpiry::Kind::kNever, {}, "because"};
  AnnotatedChart missing = Chart("missing", {"a@x"}, kToday);
  missing.expiry = {};
  EXPECT_EQ(Text({Chart("later", {"a@x"}, absl::CivilDay(2026, 12, 31)), never, missing}), "");
}

TEST(ExpiringChartsTest, ReadsAsProgramsWantIt) {
  EXPECT_EQ(
      ExpiringToJson(
          ExpiringCharts({Chart("soon", {"a@x"}, absl::CivilDay(2026, 12, 1))}, kToday, 30)),
      "{\n \"Owners\": [\n  {\n   \"Owner\": \"a@x\",\n   \"Charts\": [\n    {\n"
      "     \"Line\": 7,\n     \"Program\": \"example.com/mytool\",\n     \"Counter\": \"soon\",\n"
      "     \"Title\": \"T\",\n     \"Expires\": \"2026-12-01\",\n     \"Days\": 1\n    }\n   ]\n"
      "  }\n ]\n}");
}

}  // namespace
}  // namespace telemetry
