#include "storage/day_number.h"

#include <cstdint>
#include <optional>

#include "gtest/gtest.h"

namespace telemetry {
namespace {

TEST(CivilDayTest, FormatsDaysSince1970) {
  EXPECT_EQ(FormatDay(0), "1970-01-01");
  EXPECT_EQ(FormatDay(-1), "1969-12-31");
  EXPECT_EQ(FormatDay(19782), "2024-02-29");
  EXPECT_EQ(FormatDay(19783), "2024-03-01");
  EXPECT_EQ(FormatDay(20775), "2026-11-18");
  EXPECT_EQ(FormatDay(2932896), "9999-12-31");
}

TEST(CivilDayTest, ReadsAndWritesTheDaysOfTheCalendar) {
  for (const char* text : {"2026-11-18", "2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31"}) {
    const std::optional<int64_t> day = ParseDay(text);
    ASSERT_TRUE(day.has_value()) << text;
    EXPECT_EQ(FormatDay(*day), text);
  }
  EXPECT_EQ(ParseDay("2026-11-18"), 20775);
}

TEST(CivilDayTest, ReadsNothingElse) {
  for (const char* text :
       {"", "2026-11-1", "2026-11-181", " 2026-11-18", "2026-11-18 ", "2026/11/18", "20261118",
        "2026-02-30", "2025-02-29", "2100-02-29", "2026-00-10", "2026-13-10", "2026-11-00",
        "2026-11-32", "0000-01-01", "-026-11-18", "+026-11-18", "2026-1a-18", "today"}) {
    EXPECT_FALSE(ParseDay(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace telemetry
