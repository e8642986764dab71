#include "report/stacks/top_frames.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace telemetry {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(TopFramesTest, NamesTheFunctionsOfACppProgram) {
  EXPECT_THAT(TopFrames("crash/crash\n"
                        "libc.so.6@c19de1ca1b1d1b2f.abort:@0x26200,+0x7f\n"
                        "libstdc++.so.6@c19de1ca1b1d1b2f._ZSt9terminatev:@0x1,+0x7f\n"
                        "wc@0123456789abcdef._ZN4tool5CountEv:@0x11d0,+0x1b\n"
                        "wc@0123456789abcdef.?:@0x0,+0x1b\n"
                        "?._ZN4tool3RunEv[cold]:@0x0,+0x1b\n"
                        "wc@0123456789abcdef.main:@0x90,+0x4\n"
                        "libc.so.6@c19de1ca1b1d1b2f.__libc_start_main:@0x27180,+0x79",
                        3),
              ElementsAre("tool::Count", "tool::Run[cold]", "main"));
}

TEST(TopFramesTest, NamesTheFunctionsOfAGoProgram) {
  EXPECT_THAT(TopFrames("crash/crash\nruntime.throw:+9,+0x33\nruntime.sigpanic:+33,+0x213\n"
                        "os.(*fileStat).IsDir:+0,+0x0\npath/filepath.walk:+1,+0x3b\n"
                        "golang.org/x/tools/gopls/internal/filecache.gc:+55,+0x11f",
                        2),
              ElementsAre("os.(*fileStat).IsDir", "filepath.walk"));
}

TEST(TopFramesTest, IsTheSameForAnotherBuild) {
  EXPECT_EQ(TopFrames("crash/crash\nwc@0123456789abcdef.main:@0x90,+0x4", 3),
            TopFrames("crash/crash\nwc@ffff456789abcdef.main:@0x98,+0x9", 3));
}

TEST(TopFramesTest, NamesSystemFramesIfThereAreNoOthers) {
  EXPECT_THAT(TopFrames("crash/crash\nlibc.so.6@c19de1ca1b1d1b2f.abort:@0x26200,+0x7f", 3),
              ElementsAre("abort"));
  EXPECT_THAT(TopFrames("crash/crash\nruntime.goexit:+0,+0x3", 3), ElementsAre("runtime.goexit"));
}

TEST(TopFramesTest, NamesTheFunctionsThatSourceLinesTell) {
  EXPECT_THAT(TopFrames("crash/crash\n"
                        "libtool.so.2.tool::(anonymous namespace)::Get:+1,+0xb  /src/get.h:21\n"
                        "my.tool.tool::Parse<a.b>:+1,+0xb  src/my tool.cc:15\n"
                        "libc.so.6.?:@0x0,+0x0\n"
                        "my.tool.main:+6,+0x8  /src/tool.cc:27",
                        3),
              ElementsAre("tool::Parse<a.b>", "main"));
}

TEST(TopFramesTest, NamesNothingOfWhatIsNoStack) {
  for (const char* text : {"", "crash/crash", "crash/crash\n", "crash/crash\ntruncated\n",
                           "crash/crash\n?.?:@0x0,+0x0"}) {
    EXPECT_THAT(TopFrames(text, 3), IsEmpty()) << text;
  }
}

}  // namespace
}  // namespace telemetry
