#include "storage/civil_day.h"

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

}  // namespace
}  // namespace telemetry
