#include "cmd/internal/go_quote.h"

#include <cstdint>
#include <string>

#include "gtest/gtest.h"

namespace telemetry::cmd {
namespace {

// The expected results come from Go.
TEST(GoQuoteTest, QuotesAsGoDoes) {
  struct Case {
    std::string text;
    std::string quoted;
  };
  for (const Case& c : {
           Case{"", R"("")"},
           Case{"a b", R"("a b")"},
           Case{"\a\b\f\n\r\t\v\"\\'", R"("\a\b\f\n\r\t\v\"\\'")"},
           Case{std::string("\0\x1f\x7f", 3), R"("\x00\x1f\x7f")"},
           Case{"\u00e9\u00a0\xc2\x85\u200b", "\"\u00e9\\u00a0\\u0085\\u200b\""},
           Case{"\u2028\ufeff\ufffd", "\"\\u2028\\ufeff\ufffd\""},
           Case{"\U0001f600\U000e0001\U0010ffff", "\"\U0001f600\\U000e0001\\U0010ffff\""},
           Case{"\xff\xc3\xed\xa0\x80", R"("\xff\xc3\xed\xa0\x80")"},
           Case{"\u1680\u3000\u2177\u65e5\u672c", "\"\\u1680\\u3000\u2177\u65e5\u672c\""},
       }) {
    EXPECT_EQ(GoQuote(c.text), c.quoted);
  }
}

TEST(GoQuoteTest, AgreesWithGoOnWhichCodePointsArePrintable) {
  // FNV-1a over one byte per code point, 1 if it is printable; the expected result comes from Go.
  uint64_t hash = 0xcbf29ce484222325;
  for (char32_t rune = 0; rune < 0x110000; ++rune) {
    hash = (hash ^ (IsGoPrintable(rune) ? 1 : 0)) * 0x100000001b3;
  }
  EXPECT_EQ(hash, 0xbb9fce7ea625f389);
}

TEST(GoQuoteTest, DecodesRunesOfEveryLength) {
  EXPECT_EQ(DecodeRune("a", 1), U'a');
  EXPECT_EQ(DecodeRune("\u00e9x", 2), U'\u00e9');
  EXPECT_EQ(DecodeRune("\u672c", 3), U'\u672c');
  EXPECT_EQ(DecodeRune("\U0001f600", 4), U'\U0001f600');
}

}  // namespace
}  // namespace telemetry::cmd
