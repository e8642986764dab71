#include "storage/json/utf8.h"

#include <string>

#include "gtest/gtest.h"

namespace telemetry {
namespace {

struct Case {
  std::string text;
  std::string valid;  // what Go's strings hold after a round trip through encoding/json
};

class ReplaceInvalidUtf8Test : public testing::TestWithParam<Case> {};

TEST_P(ReplaceInvalidUtf8Test, WritesWhatGoWrites) {
  EXPECT_EQ(ReplaceInvalidUtf8(GetParam().text), GetParam().valid);
}

INSTANTIATE_TEST_SUITE_P(
    Texts, ReplaceInvalidUtf8Test,
    testing::Values(Case{"", ""}, Case{"plain", "plain"}, Case{"é世😀", "é世😀"},
                    Case{"\ufffd", "\ufffd"},                    // already the replacement
                    Case{"\xff", "\ufffd"},                      // no lead byte
                    Case{"a\xc3", "a\ufffd"},                    // cut short
                    Case{"\xe2\x82x", "\ufffd\ufffdx"},          // cut short by another
                    Case{"\xf0\x9f\x98", "\ufffd\ufffd\ufffd"},  // cut short
                    Case{"\xc0\xaf", "\ufffd\ufffd"},            // overlong
                    Case{"\xe0\x9f\xbf", "\ufffd\ufffd\ufffd"},  // overlong
                    Case{"\xf0\x8f\xbf\xbf", "\ufffd\ufffd\ufffd\ufffd"},  // overlong
                    Case{"\xed\xa0\x80", "\ufffd\ufffd\ufffd"},            // surrogate
                    Case{"\xed\x9f\xbf", "\ud7ff"},                        // just below them
                    Case{"\xf4\x8f\xbf\xbf", "\U0010ffff"},                // the last code point
                    Case{"\xf4\x90\x80\x80", "\ufffd\ufffd\ufffd\ufffd"},  // one too far
                    Case{std::string("\0x", 2), std::string("\0x", 2)}));

TEST(Utf8SequenceLengthTest, CountsTheBytesOfTheFirstSequence) {
  EXPECT_EQ(Utf8SequenceLength("ab"), 1u);
  EXPECT_EQ(Utf8SequenceLength("éb"), 2u);
  EXPECT_EQ(Utf8SequenceLength("世b"), 3u);
  EXPECT_EQ(Utf8SequenceLength("😀b"), 4u);
  EXPECT_EQ(Utf8SequenceLength("\x80"), 0u);
}

}  // namespace
}  // namespace telemetry
