#include "storage/stack/stack_name.h"

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "gtest/gtest.h"
#include "storage/stack/counter_name.h"
#include "storage/stack/stack_frame.h"

namespace telemetry {
namespace {

std::string Finish(StackName& name) { return std::string(name.Finish()); }

TEST(StackNameTest, SaysWhereEachFrameIs) {
  StackName name("tool/bug");
  name.Add({.object = "wc",
            .build_id = "0123456789abcdef",
            .function = "tool::Count",
            .entry = 0x11d0,
            .pc = 0x1b});
  name.Add({.object = "libc.so.6", .function = "__libc_start_main", .entry = 0x27180, .pc = 0x79});
  EXPECT_EQ(Finish(name),
            "tool/bug\n"
            "wc@0123456789abcdef.tool::Count:@0x11d0,+0x1b\n"
            "libc.so.6.__libc_start_main:@0x27180,+0x79");
}

TEST(StackNameTest, PutsADittoMarkForTheSamePath) {
  StackName name("tool/bug");
  name.Add({.object = "wc", .build_id = "01", .function = "f"});
  name.Add({.object = "wc", .build_id = "01", .function = "g"});
  name.Add({.object = "wc", .build_id = "02", .function = "h"});
  const std::string encoded = Finish(name);
  EXPECT_EQ(encoded, "tool/bug\nwc@01.f:@0x0,+0x0\n\".g:@0x0,+0x0\nwc@02.h:@0x0,+0x0");
  EXPECT_EQ(DecodeStack(encoded),
            "tool/bug\nwc@01.f:@0x0,+0x0\nwc@01.g:@0x0,+0x0\nwc@02.h:@0x0,+0x0");
}

// What the decoder and the parser make of a name is what the encoder was given.
TEST(StackNameTest, ComesBackFrameForFrame) {
  const std::vector<StackFrame> frames = {
      {.object = "wc", .build_id = "01", .function = "tool::F", .entry = 0x11d0, .pc = 0x1b},
      {.object = "wc", .build_id = "01", .function = "g[part 0]", .entry = 0, .pc = 0},
      {.object = "libc.so.6", .function = "f", .entry = ~uint64_t{0}, .pc = ~uint64_t{0}},
      {.object = "libc.so.6", .function = "operator()", .entry = 1, .pc = 2},
      {.object = "?", .function = "?"},
      {.object = "wc", .build_id = "01", .function = "main", .entry = 0x10, .pc = 0x4c},
  };
  StackName name("wc@01.bug");
  for (const StackFrame& frame : frames) name.Add(frame);
  const std::string decoded = DecodeStack(name.Finish());
  const std::vector<std::string> lines = absl::StrSplit(decoded, '\n');
  ASSERT_EQ(lines.size(), frames.size() + 1);
  EXPECT_EQ(lines[0], "wc@01.bug");
  for (size_t i = 0; i < frames.size(); ++i) {
    const std::optional<StackFrame> parsed = ParseStackFrame(lines[i + 1]);
    ASSERT_TRUE(parsed.has_value()) << lines[i + 1];
    EXPECT_EQ(parsed->object, frames[i].object);
    EXPECT_EQ(parsed->build_id, frames[i].build_id);
    EXPECT_EQ(parsed->function, frames[i].function);
    EXPECT_EQ(parsed->entry, frames[i].entry);
    EXPECT_EQ(parsed->pc, frames[i].pc);
  }
}

TEST(StackNameTest, CountsTheTitleAsAPath) {
  StackName name("wc.bugs");
  name.Add({.object = "wc", .function = "f"});
  EXPECT_EQ(Finish(name), "wc.bugs\n\".f:@0x0,+0x0");
}

TEST(StackNameTest, MarksWhatIsNotKnown) {
  StackName name("tool/bug");
  name.Add({.object = "wc", .pc = 0x4a10});
  name.Add({});
  EXPECT_EQ(Finish(name), "tool/bug\nwc.?:@0x0,+0x4a10\n?.?:@0x0,+0x0");
}

TEST(StackNameTest, KeepsDotsOutOfFunctions) {
  StackName name("tool/bug");
  name.Add({.object = "wc", .function = "f.part.0.cold"});
  EXPECT_EQ(Finish(name), "tool/bug\nwc.f[part 0 cold]:@0x0,+0x0");
}

TEST(StackNameTest, CutsNamesAtTheLongestThatAFileTakes) {
  const std::string function(90, 'f');
  StackName name("tool/bug");
  std::string frames = "tool/bug";
  for (int i = 0; i < 64; ++i) {
    name.Add({.object = "wc", .function = function});
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
  const std::string function(4096 - 1 - frame.size(), 'f');
  name.Add({.object = "wc", .function = function});
  EXPECT_EQ(name.Finish().size(), 4096u);
  EXPECT_FALSE(absl::EndsWith(name.Finish(), "truncated\n"));
}

}  // namespace
}  // namespace telemetry
