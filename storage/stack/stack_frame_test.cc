#include "storage/stack/stack_frame.h"

#include <optional>

#include "gtest/gtest.h"

namespace telemetry {
namespace {

TEST(StackFrameTest, TakesAFrameApart) {
  const auto frame = ParseStackFrame("libc.so.6@0123456789abcdef.tool::Count:@0x11d0,+0x1b");
  ASSERT_TRUE(frame.has_value());
  EXPECT_EQ(frame->object, "libc.so.6");
  EXPECT_EQ(frame->build_id, "0123456789abcdef");
  EXPECT_EQ(frame->function, "tool::Count");
  EXPECT_EQ(frame->entry, 0x11d0u);
  EXPECT_EQ(frame->pc, 0x1bu);
  EXPECT_EQ(frame->address(), 0x11ebu);
}

TEST(StackFrameTest, TakesAFrameWithoutBuildId) {
  const auto frame = ParseStackFrame("wc.?:@0x0,+0x4a10");
  ASSERT_TRUE(frame.has_value());
  EXPECT_EQ(frame->object, "wc");
  EXPECT_EQ(frame->build_id, "");
  EXPECT_EQ(frame->function, "?");
}

TEST(StackFrameTest, TellsOtherLinesApart) {
  for (const char* line :
       {"", "crash/crash", "main.main:+34,+0xcd2", "main.main:=34,+0xcd2", "truncated",
        "wc.f:@0x11d0,+0x", "wc.f:@0x,+0x1", "wc.f:@0x11d0", "f:@0x11d0,+0x1", "wc.f:@0x1g,+0x1",
        "wc.f:@0x-1,+0x1", "wc.f:@0x11d0,+0x1b ", "wc.f:@0x11111111111111111,+0x1"}) {
    EXPECT_FALSE(ParseStackFrame(line).has_value()) << line;
  }
}

}  // namespace
}  // namespace telemetry
