#include "cmd/gotelemetry/mode_commands.h"

#include <stdlib.h>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "cmd/gotelemetry/testing/command_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace telemetry::cmd {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class ModeCommandsTest : public CommandFixture {
 protected:
  ModeCommandsTest() : CommandFixture(&AddModeCommands) {}
};

TEST_F(ModeCommandsTest, OffWritesTheModeAndTheDay) {
  const Outcome outcome = Run({"off"});
  EXPECT_EQ(outcome.exit_status, kDone);
  EXPECT_EQ(outcome.out, "Telemetry is off: nothing is counted and nothing is uploaded.\n");
  EXPECT_EQ(Read("mode"), "off " + absl::FormatTime("%Y-%m-%d", absl::Now(), absl::UTCTimeZone()));
}

TEST_F(ModeCommandsTest, LocalSaysThatNothingLeaves) {
  EXPECT_THAT(Run({"local"}).out, StartsWith("Telemetry is local: "));
}

TEST_F(ModeCommandsTest, OnSaysWhomReportsGoTo) {
  const Outcome outcome = Run({"on", "--collector", "telemetry.example.com:443"});
  EXPECT_EQ(outcome.exit_status, kDone);
  EXPECT_THAT(outcome.out, HasSubstr("is uploaded to telemetry.example.com:443.\n"));
  EXPECT_THAT(outcome.out, HasSubstr("the day of your consent, 2"));
  EXPECT_THAT(Read("mode"), StartsWith("on 2"));
}

TEST_F(ModeCommandsTest, OnWithoutACollectorSaysThatNothingIsUploaded) {
  const Outcome outcome = Run({"on"});
  EXPECT_EQ(outcome.exit_status, kDone);
  EXPECT_THAT(outcome.out, HasSubstr("gotelemetry uploads nothing"));
  EXPECT_THAT(Read("mode"), StartsWith("on 2"));
}

TEST_F(ModeCommandsTest, SaysWhoElseDecides) {
  setenv("DO_NOT_TRACK", "1", /*overwrite=*/1);
  const Outcome outcome = Run({"on"});
  unsetenv("DO_NOT_TRACK");
  EXPECT_EQ(outcome.out,
            "Telemetry is off: nothing is counted and nothing is uploaded.\n"
            "You chose on, but the environment (DO_NOT_TRACK=1) overrides it.\n");
}

TEST_F(ModeCommandsTest, SaysThatCiNeverUploads) {
  setenv("CI", "true", /*overwrite=*/1);
  const Outcome outcome = Run({"on"});
  unsetenv("CI");
  EXPECT_THAT(outcome.out,
              ::testing::EndsWith("You chose on, but running in CI (CI=true) overrides it.\n"));
}

TEST_F(ModeCommandsTest, ACollectorThatIsNoAddressIsWrongUsage) {
  const Outcome outcome = Run({"on", "--collector", "example.com"});
  EXPECT_EQ(outcome.exit_status, kWrongUsage);
  EXPECT_EQ(outcome.err,
            "gotelemetry: --collector: collector address \"example.com\" is not HOST:PORT\n");
  EXPECT_EQ(Read("mode"), "(none)");
}

TEST_F(ModeCommandsTest, OnlyOnTakesACollector) {
  EXPECT_EQ(Run({"off", "--collector", "localhost:1"}).exit_status, kWrongUsage);
}

TEST_F(ModeCommandsTest, AnUnknownModeIsWrongUsage) {
  const Outcome outcome = Run({"maybe"});
  EXPECT_EQ(outcome.exit_status, kWrongUsage);
  EXPECT_THAT(outcome.err, HasSubstr("maybe"));
}

TEST_F(ModeCommandsTest, ADirectoryThatCannotBeMadeIsAFailure) {
  Write("file", "");
  const Outcome outcome = Run({"--dir", dir().root() + "/file/telemetry", "off"});
  EXPECT_EQ(outcome.exit_status, kFailed);
  EXPECT_THAT(outcome.err, HasSubstr(dir().root() + "/file"));
}

}  // namespace
}  // namespace telemetry::cmd
