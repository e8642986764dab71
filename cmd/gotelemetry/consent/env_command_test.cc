#include "cmd/gotelemetry/consent/env_command.h"

#include <stdlib.h>

#include <string>
#include <vector>

#include "absl/strings/str_replace.h"
#include "cmd/gotelemetry/testing/command_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/testing/telemetry_dir_fixture.h"

namespace telemetry::cmd {
namespace {

using ::telemetry::testutil::CounterFileBytes;
using ::testing::HasSubstr;

class EnvCommandTest : public CommandFixture {
 protected:
  EnvCommandTest() : CommandFixture(&AddEnvCommand) {}

  // Returns what the command prints, with ROOT for the telemetry root.
  std::string Env(std::vector<std::string> options = {}) {
    options.insert(options.begin(), "env");
    const Outcome outcome = Run(options);
    EXPECT_EQ(outcome.exit_status, kDone);
    EXPECT_EQ(outcome.err, "");
    return absl::StrReplaceAll(outcome.out, {{root().path(), "ROOT"}});
  }
};

TEST_F(EnvCommandTest, PrintsTheDefaults) {
  EXPECT_EQ(Env(),
            "No program on this machine has named a collector yet.\n"
            "\n"
            "Go's programs, and programs that name no collector\n"
            "  mode:        local\n"
            "  decided by:  default\n"
            "  programs:    none\n"
            "  last upload: none on record\n"
            "  directory:   ROOT\n"
            "\n"
            "telemetry root: ROOT\n");
}

TEST_F(EnvCommandTest, PrintsEachCollector) {
  Write("collectors/localhost_1/mode", "on 2026-10-22");
  Write("collectors/localhost_1/upload/2026-11-11.json", "{}");
  Write("collectors/localhost_1/upload/2026-11-18.json", "{}");
  Write("collectors/localhost_1/local/a.v1.count", CounterFileBytes({.counts = {{"tool/a", 1}}}));
  Write("collectors/localhost_1/local/b.v1.count", "x");
  Write("collectors/localhost_1/local/tool.v1.count.corrupt", "");
  Write("collectors/localhost_1/last_run", "2026-11-19T10:00:00Z failed: no way there\n");
  Write("collectors/stats.example.com_443/local/weekends", "3\n");
  Write("collectors/notes/readme", "");
  EXPECT_EQ(Env(),
            "collector localhost:1\n"
            "  mode:        on\n"
            "  decided by:  mode file (ROOT/collectors/localhost_1/mode)\n"
            "  consented:   2026-10-22\n"
            "  programs:    example.com/tool\n"
            "  last upload: the week ending 2026-11-18\n"
            "  last run:    2026-11-19 10:00 UTC, failed: no way there\n"
            "  damaged:     ROOT/collectors/localhost_1/local/b.v1.count: corrupt counter file: it "
            "has 1 bytes, fewer than 16384\n"
            "  damaged:     ROOT/collectors/localhost_1/local/tool.v1.count.corrupt (put aside)\n"
            "  directory:   ROOT/collectors/localhost_1\n"
            "\n"
            "collector stats.example.com:443\n"
            "  mode:        local\n"
            "  decided by:  default\n"
            "  programs:    none\n"
            "  last upload: none on record\n"
            "  last run:    none: the mode is local\n"
            "  directory:   ROOT/collectors/stats.example.com_443\n"
            "\n"
            "Go's programs, and programs that name no collector\n"
            "  mode:        local\n"
            "  decided by:  default\n"
            "  programs:    none\n"
            "  last upload: none on record\n"
            "  directory:   ROOT\n"
            "\n"
            "telemetry root: ROOT\n"
            "no collector's: ROOT/collectors/notes (left alone)\n");
}

TEST_F(EnvCommandTest, PrintsJson) {
  Write("collectors/localhost_1/mode", "on 2026-11-22");
  setenv("PATH", "/none", /*overwrite=*/1);
  EXPECT_EQ(Env({"--json"}), R"({
  "root": "ROOT",
  "collectors": [
    {
      "collector": "localhost:1",
      "mode": "on",
      "rule": "mode file",
      "detail": "ROOT/collectors/localhost_1/mode",
      "consent_day": "2026-11-22",
      "programs": [],
      "last_sent": "",
      "last_run": "",
      "last_run_failure": "",
      "why_no_run": "no program has started one yet, and none can, because there is no gotelemetry in PATH",
      "tls_roots": "",
      "tls_roots_failure": "",
      "damaged": [],
      "put_aside": [],
      "dir": "ROOT/collectors/localhost_1",
      "mode_file": "ROOT/collectors/localhost_1/mode",
      "local_dir": "ROOT/collectors/localhost_1/local",
      "upload_dir": "ROOT/collectors/localhost_1/upload"
    }
  ],
  "go": {
    "mode": "local",
    "rule": "default",
    "detail": "",
    "consent_day": "",
    "programs": [],
    "last_sent": "",
    "last_run": "",
    "last_run_failure": "",
    "why_no_run": "",
    "tls_roots": "",
    "tls_roots_failure": "",
    "damaged": [],
    "put_aside": [],
    "dir": "ROOT",
    "mode_file": "ROOT/mode",
    "local_dir": "ROOT/local",
    "upload_dir": "ROOT/upload"
  },
  "foreign": []
}
)");
}

TEST_F(EnvCommandTest, NamesTheRuleThatDecidedForEach) {
  Write("collectors/localhost_1/mode", "on 2026-11-22");
  setenv("CI", "true", /*overwrite=*/1);
  EXPECT_THAT(Env(), HasSubstr("mode:        local\n  decided by:  ci (CI=true)\n"));
  setenv("GOTELEMETRY", "off", /*overwrite=*/1);
  EXPECT_THAT(Env(), HasSubstr("mode:        off\n  decided by:  environment (GOTELEMETRY=off)\n"));
  unsetenv("CI");
  unsetenv("GOTELEMETRY");
  Write("collectors/localhost_1/mode", "\x01");
  EXPECT_THAT(Env(), HasSubstr("mode:        off\n  decided by:  unreadable mode file "
                               "(ROOT/collectors/localhost_1/mode)\n"));
  Write("mode", "off 2026-11-22");
  EXPECT_THAT(Env(), HasSubstr("decided by:  off for everything (ROOT/mode)\n"));
}

TEST_F(EnvCommandTest, TakesNoArguments) {
  EXPECT_EQ(Run({"env", "mode"}).exit_status, kWrongUsage);
}

}  // namespace
}  // namespace telemetry::cmd
