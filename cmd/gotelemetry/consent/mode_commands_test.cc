#include "cmd/gotelemetry/consent/mode_commands.h"

#include <stdlib.h>

#include <string>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "cmd/gotelemetry/testing/command_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace telemetry::cmd {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string Today() { return absl::FormatTime("%Y-%m-%d", absl::Now(), absl::UTCTimeZone()); }

// A user who agreed to two collectors, and to Go's own uploads.
class ModeCommandsTest : public CommandFixture {
 protected:
  ModeCommandsTest() : CommandFixture(&AddModeCommands) {
    Write("mode", "on 2026-10-01");
    Write("collectors/localhost_1/mode", "on 2026-10-01");
    Write("collectors/localhost_1/upload_config.json", "{}");
    Write("collectors/other.example_443/mode", "on 2026-10-01");
  }
};

TEST_F(ModeCommandsTest, OffIsForEverything) {
  const Outcome outcome = Run({"off"});
  EXPECT_EQ(outcome.exit_status, kDone);
  EXPECT_EQ(outcome.out, "Telemetry is off: nothing is counted and nothing is uploaded.\n");
  EXPECT_THAT(Read("mode"), StartsWith("off " + Today()));
  EXPECT_THAT(Read("collectors/localhost_1/mode"), StartsWith("off"));
  EXPECT_THAT(Read("collectors/other.example_443/mode"), StartsWith("off"));
}

TEST_F(ModeCommandsTest, LocalIsForEverything) {
  const Outcome outcome = Run({"local"});
  EXPECT_THAT(outcome.out, StartsWith("Telemetry is local: "));
  EXPECT_THAT(Read("mode"), StartsWith("local " + Today()));
  EXPECT_THAT(Read("collectors/localhost_1/mode"), StartsWith("local"));
}

TEST_F(ModeCommandsTest, ForgetsWhatACollectorApproved) {
  Run({"local", "--collector", "localhost:1"});
  EXPECT_EQ(Read("collectors/localhost_1/upload_config.json"), "(none)");
}

TEST_F(ModeCommandsTest, WithdrawsConsentFromOneCollector) {
  const Outcome outcome = Run({"local", "--collector", "localhost:1"});
  EXPECT_EQ(outcome.exit_status, kDone);
  EXPECT_THAT(outcome.out, StartsWith("localhost:1 is local: "));
  EXPECT_THAT(Read("collectors/localhost_1/mode"), StartsWith("local " + Today()));
  EXPECT_EQ(Read("collectors/other.example_443/mode"), "on 2026-10-01");
  EXPECT_EQ(Read("mode"), "on 2026-10-01");
}

TEST_F(ModeCommandsTest, WritesOnlyGosModeIfAsked) {
  const Outcome outcome = Run({"off", "--go"});
  EXPECT_THAT(outcome.out, StartsWith("Go is off: "));
  EXPECT_EQ(Read("collectors/localhost_1/mode"), "on 2026-10-01");
}

TEST_F(ModeCommandsTest, SaysWhatStandsInTheWayOfLocal) {
  Write("mode", "off");
  const Outcome outcome = Run({"local", "--collector", "localhost:1"});
  EXPECT_THAT(outcome.out, AllOf(StartsWith("localhost:1 is off: "),
                                 HasSubstr("You chose local, but the rule \"off for everything\""),
                                 HasSubstr("To lift that: gotelemetry local --go\n")));
}

TEST_F(ModeCommandsTest, SaysWhoElseDecides) {
  setenv("DO_NOT_TRACK", "1", /*overwrite=*/1);
  const Outcome outcome = Run({"local"});
  unsetenv("DO_NOT_TRACK");
  EXPECT_THAT(outcome.out, HasSubstr("You chose local, but the rule \"environment\" "
                                     "(DO_NOT_TRACK=1) overrides it.\n"));
}

TEST_F(ModeCommandsTest, ACollectorThatIsNoAddressIsWrongUsage) {
  const Outcome outcome = Run({"off", "--collector", "localhost:1,no address"});
  EXPECT_EQ(outcome.exit_status, kWrongUsage);
  EXPECT_EQ(outcome.err,
            "gotelemetry: --collector: \"no address\" is not the address of a collector: HOST, "
            "HOST:PORT or an https URL\n");
  EXPECT_EQ(Read("collectors/localhost_1/mode"), "on 2026-10-01");
}

TEST_F(ModeCommandsTest, AnUnknownModeIsWrongUsage) {
  const Outcome outcome = Run({"maybe"});
  EXPECT_EQ(outcome.exit_status, kWrongUsage);
  EXPECT_THAT(outcome.err, HasSubstr("maybe"));
}

TEST_F(ModeCommandsTest, ADirectoryThatCannotBeMadeIsAFailure) {
  Write("file", "");
  const Outcome outcome = Run({"--dir", root().path() + "/file/telemetry", "off"});
  EXPECT_EQ(outcome.exit_status, kFailed);
  EXPECT_THAT(outcome.err, HasSubstr(root().path() + "/file"));
  EXPECT_THAT(outcome.out, Not(HasSubstr("Telemetry is off")));
}

}  // namespace
}  // namespace telemetry::cmd
