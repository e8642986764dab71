#include "cmd/gotelemetry/env_command.h"

#include <stdlib.h>

#include "absl/strings/str_replace.h"
#include "cmd/gotelemetry/testing/command_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace telemetry::cmd {
namespace {

using ::testing::HasSubstr;

class EnvCommandTest : public CommandFixture {
 protected:
  EnvCommandTest() : CommandFixture(&AddEnvCommand) {}

  // Returns what the command prints, with DIR for the telemetry directory.
  std::string Env(std::vector<std::string> options = {}) {
    options.insert(options.begin(), "env");
    const Outcome outcome = Run(options);
    EXPECT_EQ(outcome.exit_status, kDone);
    EXPECT_EQ(outcome.err, "");
    return absl::StrReplaceAll(outcome.out, {{dir().root(), "DIR"}});
  }
};

TEST_F(EnvCommandTest, PrintsTheDefaults) {
  EXPECT_EQ(Env(),
            "mode:        local\n"
            "decided by:  default\n"
            "consented:   no date\n"
            "collector:   none\n"
            "last upload: none on record\n"
            "\n"
            "directory:   DIR\n"
            "mode file:   DIR/mode\n"
            "local:       DIR/local\n"
            "uploaded:    DIR/upload\n");
}

TEST_F(EnvCommandTest, PrintsWhatThereIs) {
  Write("mode", "on 2026-11-22\n");
  Write("collector", "telemetry.example.com:443 2026-11-22\n");
  Write("upload/2026-11-18.json", "{}");
  Write("local/tool.v1.count.corrupt", "");
  EXPECT_EQ(Env(),
            "mode:        on\n"
            "decided by:  mode file (DIR/mode)\n"
            "consented:   2026-11-22\n"
            "collector:   telemetry.example.com:443\n"
            "last upload: the week ending 2026-11-18\n"
            "damaged:     DIR/local/tool.v1.count.corrupt (set aside)\n"
            "\n"
            "directory:   DIR\n"
            "mode file:   DIR/mode\n"
            "local:       DIR/local\n"
            "uploaded:    DIR/upload\n");
}

TEST_F(EnvCommandTest, PrintsJson) {
  Write("mode", "on 2026-11-22");
  Write("local/tool.v1.count.corrupt", "");
  EXPECT_EQ(Env({"--json"}), R"({
  "mode": "on",
  "rule": "mode file",
  "detail": "DIR/mode",
  "asof": "2026-11-22",
  "collector": "",
  "last_upload": "",
  "put_aside": [
    "DIR/local/tool.v1.count.corrupt"
  ],
  "dir": "DIR",
  "mode_file": "DIR/mode",
  "local_dir": "DIR/local",
  "upload_dir": "DIR/upload"
}
)");
}

TEST_F(EnvCommandTest, NamesTheRuleThatDecided) {
  Write("mode", "on 2026-11-22");
  setenv("CI", "true", /*overwrite=*/1);
  EXPECT_THAT(Env(), HasSubstr("mode:        local\ndecided by:  ci (CI=true)\n"));
  setenv("GOTELEMETRY", "off", /*overwrite=*/1);
  EXPECT_THAT(Env(), HasSubstr("mode:        off\ndecided by:  environment (GOTELEMETRY=off)\n"));
  unsetenv("CI");
  unsetenv("GOTELEMETRY");
  Write("mode", "\x01");
  EXPECT_THAT(Env(), HasSubstr("mode:        off\ndecided by:  unreadable mode file (DIR/mode)\n"));
}

TEST_F(EnvCommandTest, TakesNoArguments) {
  EXPECT_EQ(Run({"env", "mode"}).exit_status, kWrongUsage);
}

}  // namespace
}  // namespace telemetry::cmd
