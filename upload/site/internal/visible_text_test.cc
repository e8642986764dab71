#include "upload/site/internal/visible_text.h"

#include "gtest/gtest.h"

namespace telemetry::upload_internal {
namespace {

TEST(VisibleTextTest, ShowsControlCharactersAsSymbols) {
  EXPECT_EQ(VisibleText("a\nb\x7f"), "a\u240ab\u2421");
  EXPECT_EQ(VisibleText(absl::string_view("\0", 1)), "\u2400");
}

TEST(VisibleTextTest, SpellsOutWhatIsNotSeen) {
  EXPECT_EQ(VisibleText("a\u202eb\u200b"), "a\\u202eb\\u200b");
  EXPECT_EQ(VisibleText("\u0085\u061c\ufeff"), "\\u0085\\u061c\\ufeff");
}

TEST(VisibleTextTest, LeavesAllOtherText) {
  for (const char* text :
       {"", "<b>", "caf\u00e9", "\u05e9\u05dc\u05d5\u05dd", "\u2400", "\U0001f600", "\U000e0001"}) {
    EXPECT_EQ(VisibleText(text), text);
  }
}

TEST(VisibleTextTest, LeavesWhatIsNotUtf8) {
  for (const char* text :
       {"\xe2", "\xe2\x80", "\xc2", "\x80", "\xff\xfe", "\xe2\x80z", "\xf0\x9f"}) {
    EXPECT_EQ(VisibleText(text), text);
  }
}

}  // namespace
}  // namespace telemetry::upload_internal
