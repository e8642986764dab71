#include "storage/percent_decoded.h"

#include <optional>
#include <string>

#include "gtest/gtest.h"

namespace telemetry {
namespace {

TEST(PercentDecodedTest, PutsBytesInThePlaceOfEscapes) {
  EXPECT_EQ(PercentDecoded("a%2Fb%c3%A9"), "a/b\xc3\xa9");
  EXPECT_EQ(PercentDecoded("%00%fF"), std::string("\0\xff", 2));
  EXPECT_EQ(PercentDecoded("%2541"), "%41");
}

TEST(PercentDecodedTest, LeavesAllElseAsItIs) {
  EXPECT_EQ(PercentDecoded(""), "");
  EXPECT_EQ(PercentDecoded("a+b/\xc3\xa9"), "a+b/\xc3\xa9");
}

TEST(PercentDecodedTest, KnowsNothingOfWhatIsNoEscape) {
  for (const char* text : {"%", "a%2", "%2", "%g0", "%0g", "% 1", "%+1", "%%41", "%\xc3\xa9"}) {
    EXPECT_EQ(PercentDecoded(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace telemetry
