#include "storage/civil_day.h"

#include "gtest/gtest.h"

namespace telemetry {
namespace {

TEST(CivilDayTest, ReadsAndWritesTheDaysOfTheCalendar) {
  for (const char* text : {"2026-11-18", "2024-02-29", "0001-01-01", "9999-12-31"}) {
    const std::optional<absl::CivilDay> day = ParseCivilDay(text);
    ASSERT_TRUE(day.has_value()) << text;
    EXPECT_EQ(FormatCivilDay(*day), text);
  }
  EXPECT_EQ(ParseCivilDay("2026-11-18"), absl::CivilDay(2026, 11, 18));
}

TEST(CivilDayTest, RefusesEverythingElse) {
  for (const char* text :
       {"", "2026-11-1", "2026-11-181", " 2026-11-18", "2026-11-18 ", "2026/11/18", "20261118",
        "2026-02-30", "2025-02-29", "2026-00-10", "2026-13-10", "2026-11-00", "2026-11-32",
        "0000-01-01", "-026-11-18", "+026-11-18", "2026-1a-18", "today"}) {
    EXPECT_FALSE(ParseCivilDay(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace telemetry
