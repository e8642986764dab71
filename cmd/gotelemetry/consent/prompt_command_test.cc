#include "cmd/gotelemetry/consent/prompt_command.h"

#include <cstdlib>
#include <string>

#include "cmd/gotelemetry/testing/command_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace telemetry::cmd {
namespace {

using testing::HasSubstr;

class PromptCommandTest : public CommandFixture {
 protected:
  PromptCommandTest() : CommandFixture(AddPromptCommand) {
    // Where gopls has its record.
    setenv("XDG_CONFIG_HOME", root().path().c_str(), 1);
  }

  const std::string kRecord = std::string(kCollector) + "prompt";
};

TEST_F(PromptCommandTest, SaysThatNobodyHasAsked) {
  EXPECT_EQ(Run({"prompt", "status"}).out, "No program on this machine has named a collector.\n");
  EXPECT_EQ(Run({"prompt", "status", "--collector", "localhost:1"}).out,
            "localhost:1: no tool has looked yet whether to ask.\n"
            "  A tool does not ask now: the days of grace are not over.\n");
}

TEST_F(PromptCommandTest, SaysWhatWasAskedAndAnswered) {
  Write(kRecord, "- 0 1714521600 7");
  EXPECT_EQ(Run({"prompt", "status"}).out,
            "localhost:1: not asked; a tool first looked on 2024-05-01.\n"
            "  A tool may ask now.\n"
            "  Your token is 7: you are among those whom a tool asks that asks 7 or more of 1000 "
            "users.\n");
  Write(kRecord, "no 2 1714521600 7");
  EXPECT_THAT(Run({"prompt", "status"}).out, HasSubstr("asked 2 times, last on 2"));
  EXPECT_THAT(
      Run({"prompt", "status"}).out,
      HasSubstr("; the answer was no.\n  A tool does not ask now: the user has answered.\n"));
  Write(kRecord, "pending 1 1714521600 7");
  EXPECT_THAT(Run({"prompt", "status"}).out, HasSubstr("asked once, last on 2"));
  EXPECT_THAT(Run({"prompt", "status"}).out, HasSubstr("; there is no answer yet.\n"));
}

TEST_F(PromptCommandTest, SaysWhyNobodyIsAsked) {
  Write(std::string(kCollector) + "mode", "on 2026-11-22");
  EXPECT_THAT(Run({"prompt", "status"}).out, HasSubstr("does not ask now: consent exists"));
  Write(std::string(kCollector) + "mode", "local 2026-11-22");
  EXPECT_THAT(Run({"prompt", "status"}).out, HasSubstr("the user has chosen local"));
  Write("gopls/prompt/telemetry", "no 1");
  Write(std::string(kCollector) + "mode", "");
}

TEST_F(PromptCommandTest, PrintsJson) {
  Write(kRecord, "failed 1 1714521600 7");
  Write("gopls/prompt/telemetry", "no 1");
  const std::string json = Run({"prompt", "status", "--json"}).out;
  for (const char* part :
       {"\"collector\": \"localhost:1\"", "\"state\": \"failed\"", "\"attempts\": 1",
        "\"created\": 1714521600", "\"token\": 7", "\"declined_gopls\": true", "\"may_ask\": false",
        "\"reason\": \"the user has said no to gopls\""}) {
    EXPECT_THAT(json, HasSubstr(part));
  }
}

TEST_F(PromptCommandTest, ForgetsOneCollector) {
  Write(kRecord, "no 1 1714521600 7");
  Write("collectors/other_443/prompt", "no 1 1714521600 7");
  Write(std::string(kCollector) + "mode", "local 2026-11-22");
  const Outcome outcome = Run({"prompt", "reset", "--collector", "localhost:1"});
  EXPECT_EQ(outcome.exit_status, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("localhost:1: forgotten."));
  EXPECT_EQ(Read(kRecord), "(none)");
  EXPECT_EQ(Read("collectors/other_443/prompt"), "no 1 1714521600 7");
  EXPECT_EQ(Read(std::string(kCollector) + "mode"), "local 2026-11-22");
}

TEST_F(PromptCommandTest, WantsToKnowWhatToDoAndForWhom) {
  EXPECT_EQ(Run({"prompt"}).exit_status, 2);
  EXPECT_EQ(Run({"prompt", "reset"}).exit_status, 2);
  EXPECT_EQ(Run({"prompt", "reset", "--collector", "not an address"}).exit_status, 2);
}

TEST_F(PromptCommandTest, FailsIfItCannotForget) {
  Write(kRecord + "/file", "");
  const Outcome outcome = Run({"prompt", "reset", "--collector", "localhost:1"});
  EXPECT_EQ(outcome.exit_status, 1);
  EXPECT_THAT(outcome.err, HasSubstr("cannot remove " + root().path() + "/" + kRecord));
}

}  // namespace
}  // namespace telemetry::cmd
