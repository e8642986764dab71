#include "cmd/gotelemetry/clean_command.h"

#include "cmd/gotelemetry/testing/command_fixture.h"
#include "gtest/gtest.h"

namespace telemetry::cmd {
namespace {

class CleanCommandTest : public CommandFixture {
 protected:
  CleanCommandTest() : CommandFixture(&AddCleanCommand) {}
};

TEST_F(CleanCommandTest, RemovesWhatWasCountedAndKeepsTheMode) {
  Write("mode", "on 2026-11-22");
  Write("local/tool.v1.count", "");
  Write("upload/2026-11-18.json", "{}");
  const Outcome outcome = Run({"clean"});
  EXPECT_EQ(outcome.exit_status, kDone);
  EXPECT_EQ(outcome.out, "Removed 2 files from " + dir().root() + ".\n");
  EXPECT_EQ(Read("local/tool.v1.count"), "(none)");
  EXPECT_EQ(Read("mode"), "on 2026-11-22");
}

TEST_F(CleanCommandTest, IsAlsoCalledClear) {
  Write("local/tool.v1.count", "");
  EXPECT_EQ(Run({"clear"}).out, "Removed 1 file from " + dir().root() + ".\n");
}

TEST_F(CleanCommandTest, DoesNothingInAnEmptyDirectory) {
  EXPECT_EQ(Run({"clean"}).out, "Removed 0 files from " + dir().root() + ".\n");
}

}  // namespace
}  // namespace telemetry::cmd
