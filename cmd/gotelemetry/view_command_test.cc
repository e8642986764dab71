#include "cmd/gotelemetry/view_command.h"

#include "cmd/gotelemetry/testing/command_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/testing/telemetry_dir_fixture.h"

namespace telemetry::cmd {
namespace {

using ::telemetry::testutil::CounterFileBytes;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

class ViewCommandTest : public CommandFixture {
 protected:
  ViewCommandTest() : CommandFixture(&AddViewCommand) {
    Write("local/a.v1.count",
          CounterFileBytes({.counts = {{"tool/plain", 12}, {"tool/secret", 3}}}));
  }

  void Consent() {
    Write("mode", "on 2026-11-01\n");
    Write("collector", "localhost:1 2026-11-01\n");
  }

  std::string View() {
    const Outcome outcome = Run({"view", "--text"});
    EXPECT_EQ(outcome.exit_status, kDone);
    return outcome.out;
  }
};

TEST_F(ViewCommandTest, ShowsWhatWasCounted) {
  const std::string text = View();
  EXPECT_THAT(text, HasSubstr("example.com/tool v1.0.0 (gcc12.2.0, linux/amd64)\n"));
  EXPECT_THAT(text, ContainsRegex("  tool/plain  *12\n"));
  EXPECT_THAT(text, HasSubstr("Nothing would be uploaded: the mode is local.\n"));
}

TEST_F(ViewCommandTest, MarksWhatTheCollectorsConfigApproves) {
  Consent();
  Write("upload_config.json",
        R"({"Collector": "localhost:1", "Version": "v1.0.0", "Config": {
            "GoVersion": ["gcc12.2.0"], "Programs": [{"Name": "example.com/tool",
            "Versions": ["v1.0.0"], "Counters": [{"Name": "tool/plain", "Rate": 0.1}]}]}})");
  const std::string text = View();
  EXPECT_THAT(text, ContainsRegex("  tool/plain  *12 \\^\n"));
  EXPECT_THAT(text, ContainsRegex("  tool/secret  *3\n"));
  EXPECT_THAT(text, HasSubstr("may be uploaded to localhost:1."));
}

TEST_F(ViewCommandTest, SaysThatNoConfigIsKnownYet) {
  Consent();
  EXPECT_THAT(View(), HasSubstr("Nothing would be uploaded: what is approved is not known:"));
}

TEST_F(ViewCommandTest, SaysThatNoCollectorIsNamed) {
  Write("mode", "on 2026-11-01");
  EXPECT_THAT(View(), HasSubstr("Nothing would be uploaded: no collector is named.\n"));
}

TEST_F(ViewCommandTest, WarnsOfADamagedFile) {
  Write("local/b.v1.count", "damaged");
  const Outcome outcome = Run({"view", "--text"});
  EXPECT_EQ(outcome.exit_status, kDone);
  EXPECT_THAT(outcome.out, HasSubstr("tool/plain"));
  EXPECT_THAT(outcome.err, HasSubstr("b.v1.count"));
}

TEST_F(ViewCommandTest, UsesNoColorsOffATerminal) { EXPECT_THAT(View(), Not(HasSubstr("\x1b"))); }

TEST_F(ViewCommandTest, TakesTheConfigThatIsNamed) {
  Write("mode", "on 2026-11-01\n");
  Write("collector", "localhost:1 2026-11-01\n");
  Write("config.json", R"({"GoVersion": ["gcc12.2.0"], "Programs": [{"Name": "example.com/tool",
      "Versions": ["v1.0.0"], "Counters": [{"Name": "tool/secret", "Rate": 1}]}]})");
  const Outcome outcome = Run({"view", "--text", "--config", dir().root() + "/config.json"});
  EXPECT_THAT(outcome.out, ContainsRegex("  tool/secret  *3 \\^\n"));
}

TEST_F(ViewCommandTest, ServesOnlyThisMachine) {
  const Outcome outcome = Run({"view", "--no-open", "--addr", "0.0.0.0:4040"});
  EXPECT_EQ(outcome.exit_status, kWrongUsage);
  EXPECT_THAT(outcome.err, HasSubstr("on this machine only"));
}

TEST_F(ViewCommandTest, TakesOnlyOptionsThatDoSomething) {
  EXPECT_EQ(Run({"view", "--text", "--addr", "localhost:4040"}).exit_status, kWrongUsage);
  EXPECT_EQ(Run({"view", "--text", "--no-open"}).exit_status, kWrongUsage);
}

}  // namespace
}  // namespace telemetry::cmd
