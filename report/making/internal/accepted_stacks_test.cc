#include "report/making/internal/accepted_stacks.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/testing/report_fixture.h"

namespace telemetry::report_internal {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

// SmallApproved() approves 16 frames of tool/bug.
class AcceptedStacksTest : public ::testing::Test {
 protected:
  void Keep() {
    KeepAcceptableStacks(*approved_.FindProgram("example.com/tool"), entry_, left_out_);
  }

  const ApprovedCounters approved_ = testutil::SmallApproved();
  v1::ProgramReport entry_;
  std::vector<LeftOut> left_out_;
};

std::string Frames(int count) {
  std::string frames;
  for (int i = 1; i <= count; ++i) absl::StrAppend(&frames, "\nmain.f:+", i, ",+0x2");
  return frames;
}

TEST_F(AcceptedStacksTest, KeepsWhatACounterFileHolds) {
  (*entry_.mutable_stacks())["tool/bug" + Frames(16)] = 3;
  Keep();
  EXPECT_THAT(entry_.stacks(), UnorderedElementsAre(Pair("tool/bug" + Frames(16), 3)));
  EXPECT_THAT(left_out_, IsEmpty());
}

TEST_F(AcceptedStacksTest, LeavesOutAnyOtherText) {
  entry_.set_program("example.com/tool");
  (*entry_.mutable_stacks())["tool/bug\nBUY PILLS"] = 3;
  Keep();
  EXPECT_THAT(entry_.stacks(), IsEmpty());
  EXPECT_THAT(
      left_out_,
      ElementsAre(LeftOut{"example.com/tool", ItemKind::kStack, "tool/bug",
                          "stack \"tool/bug\": line 2, \"BUY PILLS\", is not a frame of a stack"}));
}

TEST_F(AcceptedStacksTest, KeepsAsManyFramesAsAreApprovedAndSumsWhatIsThenTheSame) {
  (*entry_.mutable_stacks())["tool/bug" + Frames(16)] = 1;
  (*entry_.mutable_stacks())["tool/bug" + Frames(17)] = 2;
  (*entry_.mutable_stacks())["tool/bug" + Frames(20)] = 4;
  Keep();
  EXPECT_THAT(entry_.stacks(), UnorderedElementsAre(Pair("tool/bug" + Frames(16), 7)));
  EXPECT_THAT(left_out_, IsEmpty());
}

}  // namespace
}  // namespace telemetry::report_internal
