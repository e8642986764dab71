#include "cmd/gotelemetry/consent/on_command.h"

#include <stdlib.h>

#include <fstream>
#include <sstream>
#include <string>

#include "cmd/gotelemetry/command_line.h"
#include "cmd/gotelemetry/testing/command_fixture.h"
#include "config/upload_config/received_configs.h"
#include "config/upload_config/upload_config.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/testing/telemetry_dir_fixture.h"
#include "storage/files/file.h"
#include "tests/util/status_matchers.h"
#include "upload/testing/scripted_collector.h"

namespace telemetry::cmd {
namespace {

using ::telemetry::testutil::CounterFileBytes;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// The test's standard input is no terminal; tests/e2e asks on one.
class OnCommandTest : public CommandFixture {
 protected:
  OnCommandTest() : CommandFixture(&AddOnCommand) {
    v1::ProgramConfig& program = *config_.add_programs();
    program.set_name("example.com/tool");
    program.add_counters()->set_name("tool/editor:{vim,emacs}");
    program.mutable_counters(0)->set_title("Editors");
    program.mutable_counters(0)->set_expires("2027-05-01");
    program.add_stacks()->set_name("tool/crash");
    v1::ReleasedFile& tool = *program.add_builds();
    tool.set_file("tool");
    tool.add_ids("3f2a9c0b6d1e4f58");
    tool.add_ids("0123456789abcdef");
    program.add_builds()->set_file("libtool.so.1");
    program.mutable_builds(1)->add_ids("01");
  }

  Outcome On() { return Run({"on", "--collector", collector_.address()}); }
  TelemetryDir collector_dir() const { return root().collector(collector_.host_port()); }
  std::string Mode() const {
    return Read(collector_dir().mode_path().substr(root().path().size() + 1));
  }

  v1::UploadConfig config_;
  ScriptedCollector collector_;
};

TEST_F(OnCommandTest, ConsentsAndShowsWhatThatMeans) {
  collector_.Publish(config_);
  const Outcome outcome = On();
  EXPECT_EQ(outcome.exit_status, kDone);
  EXPECT_EQ(outcome.err, "");
  EXPECT_THAT(
      outcome.out,
      AllOf(StartsWith(collector_.address() + " is on: "), HasSubstr("the day of your consent, 2"),
            HasSubstr("It approves:\n"
                      "  example.com/tool: 2 counters, 1 stack\n"
                      "    tool/editor:{vim,emacs}: Editors, until 2027-05-01\n"
                      "    tool/crash (with its call stacks)\n"
                      "    call stacks name only released builds: tool (2 builds), libtool.so.1 (1 "
                      "build)\n")));
  EXPECT_THAT(Mode(), StartsWith("on 2"));
}

TEST_F(OnCommandTest, RecordsWhatWasShown) {
  collector_.Publish(config_);
  On();
  const auto configs = ReadReceivedConfigs(collector_dir());
  ASSERT_THAT(configs, IsOk());
  EXPECT_EQ(configs->shown()->programs(0).name(), "example.com/tool");
}

TEST_F(OnCommandTest, IsNoConsentIfThePrivateRootsCannotBeRecorded) {
  collector_.Publish(config_);
  Write("ca.pem", "-----BEGIN CERTIFICATE-----\n");
  ASSERT_THAT(EnsureDirectory(collector_dir().private_roots_path()), IsOk());
  const Outcome outcome =
      Run({"on", "--collector", collector_.address(), "--tls-roots", root().path() + "/ca.pem"});
  EXPECT_EQ(outcome.exit_status, kFailed);
  EXPECT_THAT(outcome.err, HasSubstr("/tls_roots"));
  EXPECT_EQ(Mode(), "(none)");
}

TEST_F(OnCommandTest, SaysThatTheConsentStandsIfItsOutputIsLost) {
  collector_.Publish(config_);
  std::ofstream full_disk("/dev/full");
  std::ostringstream err;
  EXPECT_EQ(RunCommandLine({&AddOnCommand},
                           {"--dir", root().path(), "on", "--collector", collector_.address()},
                           full_disk, err),
            kFailed);
  EXPECT_THAT(err.str(), AllOf(HasSubstr("the consent to " + collector_.address() + " stands"),
                               HasSubstr("cannot write the output")));
  EXPECT_THAT(Mode(), StartsWith("on 2"));
}

TEST_F(OnCommandTest, LeavesGosModeAsItWas) {
  collector_.Publish(config_);
  On();
  EXPECT_EQ(Read("mode"), "(none)");
  Write("mode", "local 2026-01-01");
  On();
  EXPECT_EQ(Read("mode"), "local 2026-01-01");
}

TEST_F(OnCommandTest, SaysThatNothingLeavesBeforeTheCollectorWasReached) {
  collector_.Stop();
  const Outcome outcome = On();
  EXPECT_EQ(outcome.exit_status, kDone);
  EXPECT_THAT(
      outcome.out,
      AllOf(HasSubstr("What it approves is not known yet ("), HasSubstr(collector_.address()),
            HasSubstr("Nothing leaves this machine until that was received."),
            HasSubstr("gotelemetry approved --collector " + collector_.address())));
  EXPECT_THAT(Mode(), StartsWith("on 2"));
}

TEST_F(OnCommandTest, RefusesAConfigWhoseVersionIsNotThatOfItsContents) {
  collector_.Publish(config_, "v0.0.0-client-7");
  EXPECT_THAT(On().out, HasSubstr("calls its config \"v0.0.0-client-7\""));
  EXPECT_THAT(ReadReceivedConfigs(collector_dir()), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(OnCommandTest, AsksNobodyWhileSomethingElseForbidsUploads) {
  collector_.Publish(config_);
  setenv("DO_NOT_TRACK", "1", /*overwrite=*/1);
  const Outcome outcome = On();
  unsetenv("DO_NOT_TRACK");
  EXPECT_THAT(outcome.out, AllOf(StartsWith(collector_.address() + " is off: "),
                                 HasSubstr("You chose on, but the rule \"environment\" "
                                           "(DO_NOT_TRACK=1) overrides it.\n")));
  EXPECT_EQ(collector_.config_calls(), 0);
}

TEST_F(OnCommandTest, SaysHowToLiftWhatTurnsEverythingOff) {
  Write("mode", "off 2026-01-01");
  EXPECT_THAT(On().out, HasSubstr("To lift that: gotelemetry local --go\n"));
  EXPECT_EQ(Read("mode"), "off 2026-01-01");
  EXPECT_EQ(collector_.config_calls(), 0);
}

TEST_F(OnCommandTest, LetsGosToolsUploadOnlyIfTheyAreNamed) {
  const Outcome outcome = Run({"on", "--go"});
  EXPECT_EQ(outcome.exit_status, kDone);
  EXPECT_THAT(outcome.out, StartsWith("Go is on: Go's own tools upload to Google.\n"));
  EXPECT_THAT(Read("mode"), StartsWith("on 2"));
}

TEST_F(OnCommandTest, WithoutACollectorListsThoseThatProgramsName) {
  Write("collectors/stats.example.com_443/local/a.v1.count",
        CounterFileBytes({.counts = {{"tool/plain", 1}}}));
  Write("collectors/localhost_1/mode", "on 2026-01-01");
  const Outcome outcome = Run({"on"});
  EXPECT_EQ(outcome.exit_status, kWrongUsage);
  EXPECT_EQ(outcome.out,
            "Programs on this machine name these collectors:\n"
            "localhost:1 (on): no program yet\n"
            "stats.example.com:443 (local): example.com/tool\n");
  EXPECT_THAT(outcome.err, HasSubstr("gotelemetry on --collector HOST[:PORT]"));
  EXPECT_EQ(Read("collectors/stats.example.com_443/mode"), "(none)");
}

TEST_F(OnCommandTest, WithoutACollectorSaysThatNoneIsNamed) {
  const Outcome outcome = Run({"on"});
  EXPECT_EQ(outcome.exit_status, kWrongUsage);
  EXPECT_EQ(outcome.out, "No program on this machine has named a collector yet.\n");
  EXPECT_EQ(Read("mode"), "(none)");
}

TEST_F(OnCommandTest, ConsentsToSeveralAtOnce) {
  collector_.Publish(config_);
  const Outcome outcome = Run({"on", "--collector", collector_.address() + ",localhost:1"});
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("localhost:1 is on: "), HasSubstr("tool/crash")));
  EXPECT_THAT(Read("collectors/localhost_1/mode"), StartsWith("on 2"));
  EXPECT_THAT(Mode(), StartsWith("on 2"));
}

TEST_F(OnCommandTest, LetsNoNameSteerTheTerminal) {
  config_.mutable_programs(0)->mutable_counters(0)->set_title("\x1b]0;title\a");
  collector_.Publish(config_);
  EXPECT_THAT(On().out, AllOf(HasSubstr("?]0;title?"), Not(HasSubstr("\x1b"))));
}

TEST_F(OnCommandTest, ACollectorThatIsNoAddressIsWrongUsage) {
  EXPECT_EQ(Run({"on", "--collector", "no address"}).exit_status, kWrongUsage);
}

}  // namespace
}  // namespace telemetry::cmd
