#include "report/stack_check.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/stack/counter_name.h"
#include "storage/stack/stack_name.h"

namespace telemetry {
namespace {

using ::testing::HasSubstr;

TEST(StackCheckTest, KnowsFramesOfGoAndOfCpp) {
  for (const char* frame : {
           "main.main:+34,+0xcd2",
           "main.main:-1,+0x0",
           "main.main:=34,+0xcd2",
           "main.main:=34",
           "\".main:+1,+0x2",
           "main.f:+1",
           ".:=0,+0x45d0a0",
           "runtime.goexit:+0,+0x0",
           "golang.org/x/tools/gopls/internal/server.(*server).Hover:+12,+0x1a",
           "slices.SortFunc[go.shape.[]int,go.shape.int]:+3,+0x40",
           "main.Größe:+1,+0x2",
           "wc@0123456789abcdef.tool::Count:@0x11d0,+0x1b",
           "wc.?:@0x0,+0xffffffffffffffff",
           "?.?:@0x0,+0x0",
           "libc.so.6@c19de1ca1b1d1b2f.__libc_start_call_main:@0x27180,+0x79",
           "wc@01._ZNK4tool3MapixEm[cold]:@0x1,+0x2",
           "wc@01.(anonymous namespace)::tool::operator[]:@0x1,+0x2",
           "wc@01.tool::Map::operator unsigned long:@0x1,+0x2",
           "wc@01.operator\"\" _km:@0x1,+0x2",
           "wc@01.tool::Run::{lambda#1}::operator():@0x1,+0x2",
           "wc@01.tool::{unnamed type#2}::f:@0x1,+0x2",
       }) {
    EXPECT_EQ(WhyNotStack(absl::StrCat("tool/bug\n", frame)), "") << frame;
  }
}

TEST(StackCheckTest, RefusesLinesThatAreNoFrames) {
  for (const std::string line : {
           "BUY PILLS AT HTTP://EVIL.EXAMPLE/",
           "",
           "f",
           "main.main",
           "main:+1,+0x2",
           "main.main:+1,+0x2 ",
           "main.main:+1,+0x2,+0x3",
           "main.main:+1,0x2",
           "main.main:+,+0x2",
           "main.main:*1,+0x2",
           "main.main:+1,+0x",
           "main.main:+1,+0xg",
           "main.main:+12345678901234567,+0x2",
           "main.main:@0x1",
           "main.main:@1,+0x2",
           "John Doe. SSN 123:+1,+0x2",
           "wc.operator new but also. more text:+1,+0x2 ",
           "main.\x1b[31mred:+1,+0x2",
           "main.\x7f:+1,+0x2",
           "main.\xc2\x9b:+1,+0x2",
           "main.\xe2\x80\xae:+1,+0x2",
           "main.\xff:+1,+0x2",
       }) {
    EXPECT_THAT(WhyNotStack(absl::StrCat("tool/bug\nmain.f:+1,+0x2\n", line)),
                HasSubstr("line 3, "))
        << line;
  }
  EXPECT_THAT(WhyNotStack(std::string("tool/bug\nmain.\0f:+1,+0x2", 24)), HasSubstr("line 2"));
}

TEST(StackCheckTest, RefusesAStackWithoutFrames) {
  EXPECT_EQ(WhyNotStack("tool/bug"), "it has no frame");
  EXPECT_THAT(WhyNotStack("tool/bug\n"), HasSubstr("line 2, \"\", is not a frame"));
}

TEST(StackCheckTest, LetsTheLastFrameOfACutStackLackItsEnd) {
  EXPECT_EQ(WhyNotStack("tool/bug\nmain.f:+1,+0x2\nmain.longna\ntruncated\n"), "");
  EXPECT_THAT(WhyNotStack("tool/bug\nmain.longna\nmain.f:+1,+0x2\ntruncated\n"),
              HasSubstr("line 2"));
  EXPECT_THAT(WhyNotStack("tool/bug\nmain.f:+1,+0x2\nany text\ntruncated\n"), HasSubstr("line 3"));
}

TEST(StackCheckTest, CountsTheBytesOfACounterFile) {
  const std::string path(1000, 'p');
  std::string name = absl::StrCat("t\n", path, ".f:+1,+0x2");
  while (name.size() < 50'000) absl::StrAppend(&name, "\n", path, ".f:+1,+0x2");
  EXPECT_EQ(WhyNotStack(name), "");
  for (const char* other : {"a", "b", "c", "d"}) {
    absl::StrAppend(&name, "\n", path, other, ".f:+1,+0x2");
  }
  EXPECT_THAT(WhyNotStack(name), HasSubstr("a counter file has room for 4096"));
}

TEST(StackCheckTest, AcceptsWhateverOurEncoderWrites) {
  for (int frames : {1, 16, 64}) {
    StackName name("crash/crash");
    const std::string function(100, 'f');
    const std::string other(90, 'o');
    for (int i = 0; i < frames; ++i) {
      name.Add({.object = i % 3 == 0 ? "libtool.so.1" : "tool",
                .build_id = "0123456789abcdef",
                .function = i % 2 == 0 ? function : other,
                .entry = 0x1000,
                .pc = 0x20});
    }
    EXPECT_EQ(WhyNotStack(DecodeStack(name.Finish())), "") << frames;
  }
}

TEST(StackCheckTest, TakesTheInnermostFrames) {
  constexpr absl::string_view kName = "t\na.f:+1\nb.f:+2\nc.f:+3";
  EXPECT_EQ(WithFrames(kName, 0), "t");
  EXPECT_EQ(WithFrames(kName, 2), "t\na.f:+1\nb.f:+2");
  EXPECT_EQ(WithFrames(kName, 3), kName);
  EXPECT_EQ(WithFrames(kName, 99), kName);
  EXPECT_EQ(WithFrames("t", 5), "t");
}

}  // namespace
}  // namespace telemetry
