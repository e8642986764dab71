#include "storage/stack/counter_name.h"

#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "gtest/gtest.h"

namespace telemetry {
namespace {

// Lines of a stack counter's name, decoded and as in the counter file.
struct NameCase {
  const char* what;
  std::vector<absl::string_view> decoded;
  std::vector<absl::string_view> encoded;
};

const NameCase kNames[] = {
    {"every path differs",
     {"t", "a.f:+1,+0x1", "b.f:+1,+0x1"},
     {"t", "a.f:+1,+0x1", "b.f:+1,+0x1"}},
    {"ditto marks follow the path they repeat",
     {"t", "a.f:+1", "a.g:+2", "b.h:+3", "b.i:+4", "a.f:+5"},
     {"t", "a.f:+1", "\".g:+2", "b.h:+3", "\".i:+4", "a.f:+5"}},
    {"the path ends at the last dot",
     {"t", "x.org/a.b.f", "x.org/a.b.g", "x.org/a.c"},
     {"t", "x.org/a.b.f", "\".g", "x.org/a.c"}},
    {"the title's path counts", {"lib.bug", "lib.f:+1"}, {"lib.bug", "\".f:+1"}},
    {"a line without a path changes nothing",
     {"t", "a.f", "plain", "a.g"},
     {"t", "a.f", "plain", "\".g"}},
    {"a line that starts with its dot has no path",
     {"t", "a.f", ".g", "a.h"},
     {"t", "a.f", ".g", "\".h"}},
    {"an empty line stays", {"t", "", "a.f", ""}, {"t", "", "a.f", ""}},
};

TEST(CounterNameTest, DecodingPutsPathsBack) {
  for (const NameCase& c : kNames) {
    EXPECT_EQ(DecodeStack(absl::StrJoin(c.encoded, "\n")), absl::StrJoin(c.decoded, "\n"))
        << c.what;
    EXPECT_EQ(DecodedStackBytes(absl::StrJoin(c.encoded, "\n")),
              absl::StrJoin(c.decoded, "\n").size())
        << c.what;
  }
}

TEST(CounterNameTest, ThePathOfALineEndsAtItsLastDot) {
  EXPECT_EQ(PathOfLine("x.org/a.b.f:+1"), "x.org/a.b");
  EXPECT_EQ(PathOfLine(".f"), "");
  EXPECT_EQ(PathOfLine("plain"), "");
}

TEST(CounterNameTest, DecodingLeavesPlainNamesAlone) {
  EXPECT_EQ(DecodeStack("tool/latency:<10ms"), "tool/latency:<10ms");
  EXPECT_EQ(DecodeStack("\".f"), "\".f");
  EXPECT_EQ(DecodeStack(""), "");
}

TEST(CounterNameTest, DittoMarkWithNothingToRepeatStandsForNothing) {
  EXPECT_EQ(DecodeStack("t\n\".f"), "t\nf");
  EXPECT_EQ(DecodedStackBytes("t\n\".f"), 3);
}

TEST(CounterNameTest, OnlyNamesWithNewlinesAreStacks) {
  EXPECT_TRUE(IsStack("tool/bug\nmain.main:+1,+0x1"));
  EXPECT_FALSE(IsStack("tool/bug"));
}

TEST(CounterNameTest, TitleIsTheFirstLine) {
  EXPECT_EQ(StackTitle("tool/bug\nmain.main:+1,+0x1\nx.y"), "tool/bug");
  EXPECT_EQ(StackTitle("tool/bug"), "tool/bug");
}

}  // namespace
}  // namespace telemetry
