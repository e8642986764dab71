#include "storage/stack/readable_stack.h"

#include "gtest/gtest.h"

namespace telemetry {
namespace {

TEST(ReadableStackTest, MakesStacksOfCrashesReadable) {
  EXPECT_EQ(ReadableStack("crash/crash\n"
                          "wc@01._ZN4tool5CountIiEEvT_:@0x11d0,+0x1b\n"
                          "wc@01._ZN4tool4MainEv[cold]:@0x11d0,+0x1b\n"
                          "wc@01.main:@0x1090,+0x4c"),
            "crash/crash\n"
            "wc@01.tool::Count:@0x11d0,+0x1b\n"
            "wc@01.tool::Main[cold]:@0x11d0,+0x1b\n"
            "wc@01.main:@0x1090,+0x4c");
}

TEST(ReadableStackTest, LeavesOtherNamesAlone) {
  for (const char* name : {"tool/errors", "wc._Z1fv:@0x0,+0x0", "tool/bug\nmain.main:+34,+0xcd2\n",
                           "tool/bug\ntruncated\n"}) {
    EXPECT_EQ(ReadableStack(name), name);
  }
}

}  // namespace
}  // namespace telemetry
