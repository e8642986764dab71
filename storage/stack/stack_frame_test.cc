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

TEST(StackFrameTest, MakesStacksOfCrashesReadable) {
  EXPECT_EQ(ReadableStack("crash/crash\n"
                          "wc@01._ZN4tool5CountIiEEvT_:@0x11d0,+0x1b\n"
                          "wc@01._ZN4tool4MainEv[cold]:@0x11d0,+0x1b\n"
                          "wc@01.main:@0x1090,+0x4c"),
            "crash/crash\n"
            "wc@01.tool::Count:@0x11d0,+0x1b\n"
            "wc@01.tool::Main[cold]:@0x11d0,+0x1b\n"
            "wc@01.main:@0x1090,+0x4c");
}

TEST(StackFrameTest, LeavesOtherNamesAlone) {
  for (const char* name : {"tool/errors", "wc._Z1fv:@0x0,+0x0", "tool/bug\nmain.main:+34,+0xcd2\n",
                           "tool/bug\ntruncated\n"}) {
    EXPECT_EQ(ReadableStack(name), name);
  }
}

}  // namespace
}  // namespace telemetry
