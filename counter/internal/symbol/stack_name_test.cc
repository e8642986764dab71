#include "counter/internal/symbol/stack_name.h"

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "counter/internal/symbol/symbolizer.h"
#include "gtest/gtest.h"
#include "storage/stack/counter_name.h"

namespace telemetry {
namespace counter_internal {
namespace {

std::string Finish(StackName& name) { return std::string(name.Finish()); }

TEST(StackNameTest, SaysWhereEachFrameIs) {
  StackName name("tool/bug");
  name.Add({.object = "wc", .build_id = "0123456789abcdef", .entry = 0x11d0, .offset = 0x1b},
           "tool::Count");
  name.Add({.object = "libc.so.6", .entry = 0x27180, .offset = 0x79}, "__libc_start_main");
  EXPECT_EQ(Finish(name),
            "tool/bug\n"
            "wc@0123456789abcdef.tool::Count:@0x11d0,+0x1b\n"
            "libc.so.6.__libc_start_main:@0x27180,+0x79");
}

TEST(StackNameTest, PutsADittoMarkForTheSamePath) {
  StackName name("tool/bug");
  name.Add({.object = "wc", .build_id = "01"}, "f");
  name.Add({.object = "wc", .build_id = "01"}, "g");
  name.Add({.object = "wc", .build_id = "02"}, "h");
  const std::string encoded = Finish(name);
  EXPECT_EQ(encoded, "tool/bug\nwc@01.f:@0x0,+0x0\n\".g:@0x0,+0x0\nwc@02.h:@0x0,+0x0");
  EXPECT_EQ(DecodeStack(encoded),
            "tool/bug\nwc@01.f:@0x0,+0x0\nwc@01.g:@0x0,+0x0\nwc@02.h:@0x0,+0x0");
}

TEST(StackNameTest, CountsTheTitleAsAPath) {
  StackName name("wc.bugs");
  name.Add({.object = "wc"}, "f");
  EXPECT_EQ(Finish(name), "wc.bugs\n\".f:@0x0,+0x0");
}

TEST(StackNameTest, MarksWhatIsNotKnown) {
  StackName name("tool/bug");
  name.Add({.object = "wc", .offset = 0x4a10}, "");
  name.Add({}, "");
  EXPECT_EQ(Finish(name), "tool/bug\nwc.?:@0x0,+0x4a10\n?.?:@0x0,+0x0");
}

TEST(StackNameTest, KeepsDotsOutOfFunctions) {
  StackName name("tool/bug");
  name.Add({.object = "wc"}, "f.part.0.cold");
  EXPECT_EQ(Finish(name), "tool/bug\nwc.f[part 0 cold]:@0x0,+0x0");
}

TEST(StackNameTest, CutsNamesAtTheLongestThatAFileTakes) {
  const std::string function(90, 'f');
  StackName name("tool/bug");
  std::string frames = "tool/bug";
  for (int i = 0; i < 64; ++i) {
    name.Add({.object = "wc"}, function);
    frames += (i == 0 ? "\nwc." : "\n\".") + function + ":@0x0,+0x0";
  }
  const std::string cut = Finish(name);
  EXPECT_EQ(cut.size(), 4096u);
  EXPECT_TRUE(absl::EndsWith(cut, "\ntruncated\n"));
  EXPECT_EQ(cut.substr(0, 4085), frames.substr(0, 4085));
}

TEST(StackNameTest, LeavesANameOfExactlyTheLongestLengthWhole) {
  const absl::string_view frame = "\nwc.:@0x0,+0x0";
  StackName name("t");
  name.Add({.object = "wc"}, std::string(4096 - 1 - frame.size(), 'f'));
  EXPECT_EQ(name.Finish().size(), 4096u);
  EXPECT_FALSE(absl::EndsWith(name.Finish(), "truncated\n"));
}

}  // namespace
}  // namespace counter_internal
}  // namespace telemetry
