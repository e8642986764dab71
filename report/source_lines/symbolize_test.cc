#include "report/source_lines/symbolize.h"

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/source_lines/debug_info.h"
#include "tests/util/status_matchers.h"

namespace telemetry {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// tests/e2e/crash/symbolize_test.py checks the lines, with several compilers.
class SymbolizeTest : public testing::Test {
 protected:
  SymbolizeTest() : file_(DebugInfo::Open("/proc/self/exe")) {}

  void SetUp() override { ASSERT_THAT(file_.status(), IsOk()); }

  SymbolizedStack Symbolize(const std::string& stack) {
    return SymbolizeStack(stack, {static_cast<SourceLines*>(&*file_)});
  }

  absl::StatusOr<DebugInfo> file_;
};

TEST_F(SymbolizeTest, LeavesFramesOfOtherFilesButForTheirNames) {
  const SymbolizedStack result = Symbolize(
      "crash/crash\n"
      "libtool.so@0123456789abcdef._ZN4tool5CountEv:@0x11d0,+0x1b\n"
      "main.main:+34,+0xcd2");
  EXPECT_EQ(result.stack,
            "crash/crash\n"
            "libtool.so@0123456789abcdef.tool::Count:@0x11d0,+0x1b\n"
            "main.main:+34,+0xcd2");
  EXPECT_THAT(result.mismatches, IsEmpty());
}

TEST_F(SymbolizeTest, SaysOnceThatAFileIsOfAnotherBuild) {
  const SymbolizedStack result = Symbolize(
      "crash/crash\nexe@0123456789abcdef.f:@0x11d0,+0x1b\nexe@0123456789abcdef.g:@0x1200,+0x1");
  EXPECT_THAT(result.mismatches,
              ElementsAre(absl::StrCat("exe was counted with build id 0123456789abcdef, ",
                                       "the file has ", file_->build_id())));
  EXPECT_TRUE(absl::StrContains(result.stack, "\nexe@0123456789abcdef.f:@0x11d0,+0x1b\n"));
}

TEST_F(SymbolizeTest, LeavesAddressesThatTheFileDoesNotHave) {
  const std::string stack =
      absl::StrCat("crash/crash\nexe@", file_->build_id().substr(0, 16), ".?:@0x0,+0xffffffffffff");
  EXPECT_EQ(Symbolize(stack).stack, stack);
  EXPECT_THAT(Symbolize(stack).mismatches, IsEmpty());
}

TEST_F(SymbolizeTest, LeavesFramesThatTellNoBuild) {
  const std::string stack = "crash/crash\nexe.main:@0x0,+0x1b\n?.main:@0x0,+0x1b";
  EXPECT_EQ(Symbolize(stack).stack, stack);
  EXPECT_THAT(Symbolize(stack).mismatches, IsEmpty());
}

}  // namespace
}  // namespace telemetry
