#include "upload/site/chart_key.h"

#include "gtest/gtest.h"

namespace telemetry {
namespace {

TEST(ChartKeyTest, NamesTheFirstAndTheLastDay) {
  EXPECT_EQ(ChartKey("2026-11-09", "2026-11-22"), "2026-11-09_2026-11-22");
  EXPECT_EQ(ChartKeyOfWeek(absl::CivilDay(2026, 11, 22)), "2026-11-16_2026-11-22");
  EXPECT_EQ(ChartKeyOfWeek(absl::CivilDay(2027, 1, 3)), "2026-12-28_2027-01-03");
}

TEST(ChartKeyTest, KnowsItsOwnKeys) {
  EXPECT_TRUE(IsChartKey(ChartKeyOfWeek(absl::CivilDay(2026, 11, 22))));
}

TEST(ChartKeyTest, TakesNothingElseForAKey) {
  for (const char* text :
       {"", "_", "2026-11-16", "2026-11-16_", "_2026-11-22", "2026-11-16-2026-11-22",
        "2026-11-16_2026-11-32", "2026-11-16_2026-11-22_", "../2026-11-16_2026-11-22"}) {
    EXPECT_FALSE(IsChartKey(text)) << text;
  }
}

TEST(ChartKeyTest, IdentifiesAChartAsGoDoes) {
  EXPECT_EQ(ChartId("golang.org/x/tools/gopls", "gopls/client"),
            "charts:golang.org/x/tools/gopls:gopls/client");
}

}  // namespace
}  // namespace telemetry
