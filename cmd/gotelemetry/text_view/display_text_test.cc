#include "cmd/gotelemetry/text_view/display_text.h"

#include "cmd/gotelemetry/text_view/text_style.h"
#include "gtest/gtest.h"

namespace telemetry::cmd {
namespace {

constexpr TextStyle kAscii = {.unicode = false};
constexpr TextStyle kUnicode = {.unicode = true};

TEST(DisplayTextTest, CountsCodePoints) {
  EXPECT_EQ(DisplayWidth(""), 0);
  EXPECT_EQ(DisplayWidth("caf\u00e9"), 4);
}

TEST(DisplayTextTest, CutsAtEitherEnd) {
  EXPECT_EQ(FitEnd("abcdef", 6, kAscii), "abcdef");
  EXPECT_EQ(FitEnd("abcdef", 4, kAscii), "abc~");
  EXPECT_EQ(FitStart("abcdef", 4, kAscii), "~def");
  EXPECT_EQ(FitEnd("\u00e9\u00e9\u00e9", 2, kUnicode), "\u00e9\u2026");
  EXPECT_EQ(FitStart("abcdef", 4, kUnicode),
            "\u2026"
            "def");
  EXPECT_EQ(FitEnd("abc", 1, kAscii), "~");
  EXPECT_EQ(FitStart("abc", 1, kAscii), "~");
}

TEST(DisplayTextTest, PadsToAWidth) {
  EXPECT_EQ(PadEnd("\u00e9", 3), "\u00e9  ");
  EXPECT_EQ(PadStart("12", 4), "  12");
  EXPECT_EQ(PadEnd("abc", 2), "abc");
}

}  // namespace
}  // namespace telemetry::cmd
