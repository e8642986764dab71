#include "storage/concat.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "gtest/gtest.h"

namespace telemetry {
namespace {

TEST(ConcatTest, PutsTextAndNumbersOneAfterTheOther) {
  EXPECT_EQ(Concat("a", std::string("b"), absl::string_view("c"), -1, uint64_t{2}), "abc-12");
  EXPECT_EQ(Concat(std::numeric_limits<int64_t>::min()), "-9223372036854775808");
  EXPECT_EQ(Concat(), "");
}

TEST(ConcatTest, ReadsWholeNumbersAndNothingElse) {
  EXPECT_EQ(ParseInt64("0"), 0);
  EXPECT_EQ(ParseInt64("-12"), -12);
  EXPECT_EQ(ParseInt64("9223372036854775807"), std::numeric_limits<int64_t>::max());
  for (const char* text : {"", " 1", "1 ", "+1", "1.0", "0x1", "9223372036854775808", "-", "one"}) {
    EXPECT_EQ(ParseInt64(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace telemetry
