#include "cmd/gotelemetry/counts/view_command.h"

#include "cmd/gotelemetry/testing/command_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/testing/telemetry_dir_fixture.h"

namespace telemetry::cmd {
namespace {

using ::telemetry::testutil::CounterFileBytes;
using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

class ViewCommandTest : public CommandFixture {
 protected:
  ViewCommandTest() : CommandFixture(&AddViewCommand) {
    Write("collectors/localhost_1/local/a.v1.count",
          CounterFileBytes({.counts = {{"tool/plain", 12}, {"tool/secret", 3}}}));
  }

  void Consent() { Write("collectors/localhost_1/mode", "on 2026-11-01"); }

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
  Write("collectors/localhost_1/upload_config.json",
        R"({"Configs": [{"Received": "2026-11-01", "Shown": "yes", "Config": {
            "GoVersion": ["gcc12.2.0"], "Programs": [{"Name": "example.com/tool",
            "Versions": ["v1.0.0"], "Counters": [{"Name": "tool/plain", "Rate": 0.1}]}]}}]})");
  const std::string text = View();
  EXPECT_THAT(text, ContainsRegex("  tool/plain  *12 \\^\n"));
  EXPECT_THAT(text, ContainsRegex("  tool/secret  *3\n"));
  EXPECT_THAT(text, HasSubstr("may be uploaded to localhost:1."));
}

TEST_F(ViewCommandTest, SaysThatNoConfigIsKnownYet) {
  Consent();
  EXPECT_THAT(View(), HasSubstr("Nothing would be uploaded: what is approved is not known:"));
}

TEST_F(ViewCommandTest, ShowsForWhomEachWasCounted) {
  Write("local/go.v1.count", CounterFileBytes({.program = "cmd/go", .counts = {{"go/build", 5}}}));
  EXPECT_THAT(View(), AllOf(HasSubstr("Counted for localhost:1\n"),
                            HasSubstr("Counted by Go's programs, and by programs that name no "
                                      "collector\n"),
                            ContainsRegex("  go/build  *5\n")));
}

TEST_F(ViewCommandTest, SaysThatGosToolsUploadOnlyIfTheyDo) {
  Write("local/go.v1.count", CounterFileBytes({.program = "cmd/go", .counts = {{"go/build", 5}}}));
  EXPECT_THAT(View(), AllOf(HasSubstr("no collector is named.\n"), Not(HasSubstr("Google"))));
  Write("mode", "on 2026-01-01");
  EXPECT_THAT(View(), HasSubstr("no collector is named; Go's tools upload to Google.\n"));
}

TEST_F(ViewCommandTest, ShowsOnlyTheNamedCollector) {
  Write("collectors/other.example_443/local/a.v1.count",
        CounterFileBytes({.counts = {{"tool/other", 5}}}));
  const Outcome outcome = Run({"view", "--text", "--collector", "other.example"});
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("tool/other"), Not(HasSubstr("tool/plain"))));
}

TEST_F(ViewCommandTest, WarnsOfADamagedFile) {
  Write("collectors/localhost_1/local/b.v1.count", "damaged");
  const Outcome outcome = Run({"view", "--text"});
  EXPECT_EQ(outcome.exit_status, kDone);
  EXPECT_THAT(outcome.out, HasSubstr("tool/plain"));
  EXPECT_THAT(outcome.err, HasSubstr("b.v1.count"));
}

TEST_F(ViewCommandTest, UsesNoColorsOffATerminal) { EXPECT_THAT(View(), Not(HasSubstr("\x1b"))); }

TEST_F(ViewCommandTest, TakesTheConfigThatIsNamed) {
  Consent();
  Write("config.json", R"({"GoVersion": ["gcc12.2.0"], "Programs": [{"Name": "example.com/tool",
      "Versions": ["v1.0.0"], "Counters": [{"Name": "tool/secret", "Rate": 1}]}]})");
  const Outcome outcome = Run({"view", "--text", "--config", root().path() + "/config.json"});
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
