#include "report/making/reduce_stacks.h"

#include <limits>
#include <string>
#include <vector>

#include "config/upload_config/released_builds.h"
#include "config/upload_config/upload_config.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/left_out.h"
#include "report/report.pb.h"

namespace telemetry {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

// The builds list the build 3f2a9c0b6d1e4f58 of the file `tool`.
class ReduceStacksTest : public ::testing::Test {
 protected:
  ReduceStacksTest() {
    v1::ReleasedFile tool;
    tool.set_file("tool");
    tool.add_ids("3f2a9c0b6d1e4f58");
    builds_.Add(tool);
    entry_.set_program("example.com/tool");
  }

  void Count(const std::string& stack, int64_t count) { (*entry_.mutable_stacks())[stack] = count; }

  void Reduce() { ReduceStacks(builds_, entry_, left_out_); }

  ReleasedBuilds builds_;
  v1::ProgramReport entry_;
  std::vector<LeftOut> left_out_;
};

TEST_F(ReduceStacksTest, LeavesAloneWhatNamesListedBuildsAndGosFrames) {
  Count("tool/bug\ntool@3f2a9c0b6d1e4f58.f:@0x10,+0x2", 1);
  Count("tool/bug\nmain.f:+1,+0x2", 2);
  Reduce();
  EXPECT_THAT(entry_.stacks(),
              UnorderedElementsAre(Pair("tool/bug\ntool@3f2a9c0b6d1e4f58.f:@0x10,+0x2", 1),
                                   Pair("tool/bug\nmain.f:+1,+0x2", 2)));
  EXPECT_THAT(left_out_, IsEmpty());
}

TEST_F(ReduceStacksTest, SumsTheStacksThatBecomeEqual) {
  Count("tool/bug\ntool@0011223344556677.f:@0x10,+0x2", 1);
  Count("tool/bug\ntool@8899aabbccddeeff.f:@0x20,+0x2", 2);
  Count("tool/bug\ntool.f:@0x0,+0x2", 4);
  Count("tool/bug\ntool@3f2a9c0b6d1e4f58.f:@0x10,+0x2", 8);
  Reduce();
  EXPECT_THAT(entry_.stacks(),
              UnorderedElementsAre(Pair("tool/bug\ntool.f:@0x0,+0x2", 7),
                                   Pair("tool/bug\ntool@3f2a9c0b6d1e4f58.f:@0x10,+0x2", 8)));
}

TEST_F(ReduceStacksTest, SumsStayAtTheLargestCount) {
  Count("tool/bug\ntool@00.f:@0x10,+0x2", std::numeric_limits<int64_t>::max());
  Count("tool/bug\ntool@01.f:@0x10,+0x2", 1);
  Reduce();
  EXPECT_THAT(entry_.stacks(),
              ElementsAre(Pair("tool/bug\ntool.f:@0x0,+0x2", std::numeric_limits<int64_t>::max())));
}

TEST_F(ReduceStacksTest, NamesEachTitleOnce) {
  Count("tool/b\ntool@00.f:@0x10,+0x2", 1);
  Count("tool/b\ntool@00.g:@0x10,+0x2", 1);
  Count("tool/a\njohns.f:@0x10,+0x2", 1);
  Count("tool/fine\nmain.f:+1,+0x2", 1);
  Reduce();
  const std::string reason(kUnlistedBuildReason);
  EXPECT_THAT(left_out_,
              ElementsAre(LeftOut{"example.com/tool", ItemKind::kFrames, "tool/a", reason},
                          LeftOut{"example.com/tool", ItemKind::kFrames, "tool/b", reason}));
}

TEST_F(ReduceStacksTest, RemovesAStackOfWhichNothingRemains) {
  Count("tool/bug\njohns@0011223344556677", 1);
  Reduce();
  EXPECT_THAT(entry_.stacks(), IsEmpty());
  EXPECT_EQ(left_out_.size(), 1u);
}

}  // namespace
}  // namespace telemetry
