#include "report/reduced_stack.h"

#include <algorithm>
#include <cstddef>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "config/upload_config/released_builds.h"
#include "config/upload_config/upload_config.pb.h"
#include "gtest/gtest.h"
#include "report/stack_check.h"
#include "storage/stack/counter_name.h"
#include "storage/stack/stack_frame.h"

namespace telemetry {
namespace {

constexpr char kListed[] = "3f2a9c0b6d1e4f58";
constexpr char kUnlisted[] = "0011223344556677";

ReleasedBuilds Builds() {
  v1::ReleasedFile tool;
  tool.set_file("mytool");
  tool.add_ids(kListed);
  ReleasedBuilds builds;
  builds.Add(tool);
  return builds;
}

// What remains of a stack with this one frame.
std::string Reduced(absl::string_view frame) {
  std::string stack = ReduceStack(absl::StrCat("crash/crash\n", frame), Builds());
  const std::vector<absl::string_view> lines = absl::StrSplit(stack, '\n');
  return lines.size() == 2 && lines[0] == "crash/crash" ? std::string(lines[1]) : stack;
}

TEST(ReducedStackTest, AFrameInAListedBuildStays) {
  EXPECT_EQ(Reduced("mytool@3f2a9c0b6d1e4f58.tool::Count:@0x11d0,+0x1b"),
            "mytool@3f2a9c0b6d1e4f58.tool::Count:@0x11d0,+0x1b");
  EXPECT_EQ(Reduced("mytool@3f2a9c0b6d1e4f58.?:@0x0,+0x11eb"),
            "mytool@3f2a9c0b6d1e4f58.?:@0x0,+0x11eb");
}

TEST(ReducedStackTest, OfAnyOtherBuildFunctionAndOffsetRemain) {
  EXPECT_EQ(Reduced("mytool@0011223344556677.tool::Count:@0x11d0,+0x1b"),
            "mytool.tool::Count:@0x0,+0x1b");
  EXPECT_EQ(Reduced("mytool.tool::Count:@0x11d0,+0x1b"), "mytool.tool::Count:@0x0,+0x1b");
}

TEST(ReducedStackTest, AnOffsetInAnUnknownFunctionIsOneInTheFile) {
  EXPECT_EQ(Reduced("mytool@0011223344556677.?:@0x0,+0x11eb"), "mytool.?:@0x0,+0x0");
  EXPECT_EQ(Reduced("mytool@0011223344556677.:@0x0,+0x11eb"), "mytool.:@0x0,+0x0");
}

TEST(ReducedStackTest, ABaseNameRemainsIfListedOrASystemLibrarys) {
  EXPECT_EQ(Reduced("johnstool@0011223344556677.main:@0x1090,+0x4c"), "?.main:@0x0,+0x4c");
  EXPECT_EQ(Reduced("johnstool@3f2a9c0b6d1e4f58.main:@0x1090,+0x4c"),
            "?@3f2a9c0b6d1e4f58.main:@0x1090,+0x4c");
  EXPECT_EQ(Reduced("libc.so.6@c19de1ca1b1d1b2f.abort:@0x26200,+0x7f"),
            "libc.so.6.abort:@0x0,+0x7f");
  EXPECT_EQ(Reduced("?.?:@0x0,+0x0"), "?.?:@0x0,+0x0");
}

TEST(ReducedStackTest, PartsOfAFunctionStay) {
  EXPECT_EQ(Reduced("mytool@01.tool::Count[cold]:@0x11d0,+0x1b"),
            "mytool.tool::Count[cold]:@0x0,+0x1b");
  EXPECT_EQ(Reduced("mytool@01.memcpy@@GLIBC_2[14]:@0x11d0,+0x1b"),
            "mytool.memcpy@@GLIBC_2[14]:@0x0,+0x1b");
}

TEST(ReducedStackTest, WithoutBuildsNoneIsListed) {
  EXPECT_EQ(ReduceStack("bug\nmytool@3f2a9c0b6d1e4f58.f:@0x10,+0x2\nlibm.so.6@01.sin:@0x1,+0x3",
                        ReleasedBuilds()),
            "bug\n?.f:@0x0,+0x2\nlibm.so.6.sin:@0x0,+0x3");
}

TEST(ReducedStackTest, GosFramesStayByteForByte) {
  for (const char* stack :
       {"crash/crash\nmain.main:+34,+0xcd2\ngithub.com/a/b@v1.f[...]:=7,+0x1f\nruntime.goexit:-1",
        "tool/bug\nmain.check:+2,+0x17\nmain.ma\ntruncated\n"}) {
    EXPECT_EQ(ReduceStack(stack, Builds()), stack);
  }
}

TEST(ReducedStackTest, ACutFrameOfOursGoes) {
  EXPECT_EQ(ReduceStack("bug\nmytool@01.f:@0x10,+0x2\njohnstool@0011\ntruncated\n", Builds()),
            "bug\nmytool.f:@0x0,+0x2\ntruncated\n");
  EXPECT_EQ(ReduceStack("bug\njohnstool@0011223344556677.ff\ntruncated\n", Builds()),
            "bug\ntruncated\n");
  EXPECT_EQ(ReduceStack("bug\nmain.f:+1\njohnstool.f:@0x1,+0x1\njohnstool\ntruncated\n", Builds()),
            "bug\nmain.f:+1\n?.f:@0x0,+0x1\ntruncated\n");
}

TEST(ReducedStackTest, NothingRemainsOfALineThatCouldNameABuild) {
  EXPECT_EQ(ReduceStack("bug\njohnstool@0011223344556677.main", Builds()), "");
  EXPECT_EQ(ReduceStack("bug\njohnstool@00\nmain\nf.g:@0x1", Builds()), "bug\nmain");
}

TEST(ReducedStackTest, ANameThatLooksCutOnlyWhenReducedIsReducedAsSuch) {
  const std::string reduced = ReduceStack("bug\nmain\ntruncated\nf@1\n", Builds());
  EXPECT_EQ(reduced, "bug\ntruncated\n");
  EXPECT_EQ(ReduceStack(reduced, Builds()), reduced);
}

TEST(ReducedStackTest, ATitleAndACounterStay) {
  EXPECT_EQ(ReduceStack("tool@0011.f:@0x1,+0x2", Builds()), "tool@0011.f:@0x1,+0x2");
  EXPECT_EQ(ReduceStack("a@0011.f:@0x1,+0x2\nb@0011.f:@0x1,+0x2", Builds()),
            "a@0011.f:@0x1,+0x2\n?.f:@0x0,+0x2");
}

// Stacks of a small universe: each property has many chances to fail.
class RandomStacks {
 public:
  std::string Next() {
    is_go_ = Below(4) == 0;
    std::string stack = Pick({"crash/crash", "a.b", ""});
    for (size_t frames = Below(5); frames > 0; --frames) absl::StrAppend(&stack, "\n", Frame());
    if (Below(4) == 0) {
      absl::StrAppend(&stack, "\n", Frame());
      stack.resize(stack.size() - Below(stack.size() - stack.rfind('\n')));
      absl::StrAppend(&stack, "\ntruncated\n");
    }
    return stack;
  }

 private:
  size_t Below(size_t limit) { return random_() % limit; }

  std::string Pick(const std::vector<std::string>& texts) { return texts[Below(texts.size())]; }

  std::string Frame() {
    if (is_go_) return Pick({"main.f:+1,+0x2", "main.g:=12", "runtime.goexit:-1,+0xff"});
    return absl::StrCat(Pick({"mytool", "johnstool", "libc.so.6", "?", "", "\""}),
                        Pick({"", "@3f2a9c0b6d1e4f58", "@0011223344556677", "@"}), ".",
                        Pick({"f", "tool::Count", "?", "", "operator+"}),
                        Pick({":@0x0,+0x0", ":@0x11d0,+0x1b", ":@0x00F0,+0x0A", ":@0x11d0"}));
  }

  std::mt19937 random_;
  bool is_go_ = false;
};

TEST(ReducedStackTest, IsIdempotentNeverGrowsAndKeepsTheForm) {
  RandomStacks stacks;
  for (int i = 0; i < 20'000; ++i) {
    const std::string stack = stacks.Next();
    const std::string reduced = ReduceStack(stack, Builds());
    EXPECT_EQ(ReduceStack(reduced, Builds()), reduced) << stack;
    EXPECT_LE(reduced.size(), stack.size()) << stack;
    if (IsStack(stack) && WhyNotStack(stack).empty()) {
      EXPECT_EQ(WhyNotStack(reduced), "") << stack;
    }
    if (HasFailure()) return;
  }
}

TEST(ReducedStackTest, WhatRemainsNamesNoUnlistedBuild) {
  RandomStacks stacks;
  for (int i = 0; i < 20'000; ++i) {
    const std::string stack = stacks.Next();
    const std::string reduced = ReduceStack(stack, Builds());
    EXPECT_FALSE(absl::StrContains(reduced, kUnlisted)) << stack;
    EXPECT_FALSE(absl::StrContains(reduced, "johnstool")) << stack;
    std::vector<absl::string_view> lines = absl::StrSplit(reduced, '\n');
    lines.erase(lines.begin());
    for (const absl::string_view line : lines) {
      const auto frame = ParseStackFrame(line);
      if (!frame.has_value() || frame->build_id == kListed) continue;
      EXPECT_EQ(frame->entry, 0) << stack;
      EXPECT_TRUE(frame->build_id.empty()) << stack;
      EXPECT_TRUE(frame->function != "?" || frame->pc == 0) << stack;
    }
    if (HasFailure()) return;
  }
}

// What different machines count of one crash is one stack.
TEST(ReducedStackTest, BuildsOfOneSourceBecomeEqual) {
  std::set<std::string> reduced;
  for (const char* id : {"@0011223344556677", "@8899aabbccddeeff", ""}) {
    for (const char* entry : {"11d0", "22e0"}) {
      reduced.insert(Reduced(absl::StrCat("mytool", id, ".tool::Count:@0x", entry, ",+0x1b")));
    }
  }
  EXPECT_EQ(reduced, std::set<std::string>{"mytool.tool::Count:@0x0,+0x1b"});
}

}  // namespace
}  // namespace telemetry
