#include "cmd/gotelemetry/reports/clean_command.h"

#include <string>

#include "cmd/gotelemetry/testing/command_fixture.h"
#include "gtest/gtest.h"

namespace telemetry::cmd {
namespace {

class CleanCommandTest : public CommandFixture {
 protected:
  CleanCommandTest() : CommandFixture(&AddCleanCommand) {
    Write("local/go.v1.count", "");
    Write("collectors/localhost_1/mode", "on 2026-11-22");
    Write("collectors/localhost_1/local/tool.v1.count", "");
    Write("collectors/localhost_1/upload/2026-11-18.json", "{}");
    Write("collectors/other.example_443/local/tool.v1.count", "");
  }
};

TEST_F(CleanCommandTest, RemovesWhatWasCountedForCollectorsAndKeepsTheirModes) {
  const Outcome outcome = Run({"clean"});
  EXPECT_EQ(outcome.exit_status, kDone);
  EXPECT_EQ(outcome.out, "Removed 2 files from " + dir().path() + ".\nRemoved 1 file from " +
                             root().path() + "/collectors/other.example_443.\n");
  EXPECT_EQ(Read("collectors/localhost_1/local/tool.v1.count"), "(none)");
  EXPECT_EQ(Read("collectors/localhost_1/mode"), "on 2026-11-22");
  EXPECT_EQ(Read("local/go.v1.count"), "");
}

TEST_F(CleanCommandTest, IsAlsoCalledClear) {
  EXPECT_EQ(Run({"clear", "--collector", "other.example"}).out,
            "Removed 1 file from " + root().path() + "/collectors/other.example_443.\n");
  EXPECT_EQ(Read("collectors/localhost_1/local/tool.v1.count"), "");
}

TEST_F(CleanCommandTest, RemovesWhatGosProgramsCountedOnlyIfAsked) {
  EXPECT_EQ(Run({"clean", "--go"}).out, "Removed 1 file from " + root().path() + ".\n");
  EXPECT_EQ(Read("local/go.v1.count"), "(none)");
  EXPECT_EQ(Read("collectors/localhost_1/local/tool.v1.count"), "");
}

TEST_F(CleanCommandTest, ADryRunListsWhatWouldGoAndRemovesNothing) {
  Write("collectors/localhost_1/local/2026-11-25.json", "{}");
  const std::string folder = dir().path();
  EXPECT_EQ(Run({"clean", "--dry-run", "--collector", "localhost:1"}).out,
            folder + "/local/2026-11-25.json (not uploaded yet)\n" + folder +
                "/local/tool.v1.count\n" + folder + "/upload/2026-11-18.json\n");
  EXPECT_EQ(Read("collectors/localhost_1/local/tool.v1.count"), "");
  EXPECT_EQ(Run({"clean", "--yes", "--collector", "localhost:1"}).out,
            "Removed 3 files from " + folder + ".\n");
}

class CleanCommandOfNobodyTest : public CommandFixture {
 protected:
  CleanCommandOfNobodyTest() : CommandFixture(&AddCleanCommand) {}
};

TEST_F(CleanCommandOfNobodyTest, SaysThatThereIsNothing) {
  EXPECT_EQ(Run({"clean"}).out, "Nothing was counted for any collector.\n");
}

}  // namespace
}  // namespace telemetry::cmd
