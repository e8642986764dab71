#include "config/version/decimal.h"

#include <optional>

#include "absl/strings/string_view.h"
#include "gtest/gtest.h"

namespace telemetry::config_internal {
namespace {

TEST(DecimalTest, ConsumesTheDigitsAtTheStart) {
  absl::string_view text = "120.7";
  EXPECT_EQ(ConsumeDecimal(text), "120");
  EXPECT_EQ(text, ".7");
  text = "0";
  EXPECT_EQ(ConsumeDecimal(text), "0");
  EXPECT_EQ(text, "");
}

TEST(DecimalTest, ConsumesNothingElse) {
  for (const absl::string_view no_number : {"", "x1", "01", "00", "-1", " 1"}) {
    absl::string_view text = no_number;
    EXPECT_EQ(ConsumeDecimal(text), std::nullopt) << no_number;
    EXPECT_EQ(text, no_number);
  }
}

TEST(DecimalTest, ComparesNumbersOfAnyLength) {
  EXPECT_EQ(CompareDecimals("7", "7"), 0);
  EXPECT_LT(CompareDecimals("9", "10"), 0);
  EXPECT_GT(CompareDecimals("18446744073709551617", "18446744073709551616"), 0);
  EXPECT_LT(CompareDecimals("", "0"), 0);
}

TEST(DecimalTest, TellsDigitsFromOtherText) {
  EXPECT_TRUE(IsAllDigits("0123"));
  EXPECT_TRUE(IsAllDigits(""));
  EXPECT_FALSE(IsAllDigits("12a"));
}

}  // namespace
}  // namespace telemetry::config_internal
