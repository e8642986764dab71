#include "counter/start.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include "absl/strings/match.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "counter/counter.h"
#include "counter/rotation.h"
#include "counter/testing/telemetry_sandbox.h"
#include "gtest/gtest.h"
#include "tests/util/child_process.h"

namespace telemetry {
namespace {

constinit Counter used("tool/used");

// Each test starts telemetry in child processes and looks at what they leave behind.
class StartTest : public testing::Test {
 protected:
  static OpenResult StartTool(bool count_crashes) {
    return Start(
        {.program = "example.com/tool", .version = "v1.2.3", .count_crashes = count_crashes});
  }

  bool HasCountedACrash() const {
    for (const auto& [name, count] : sandbox_.Counts()) {
      if (absl::StartsWith(name, "crash/day:")) return true;
    }
    return false;
  }

  void SetMode(const std::string& mode) { std::ofstream(sandbox_.root() + "/mode") << mode; }

  // Points $GOTELEMETRY_BIN at `script`.
  void SetGotelemetry(const std::string& script) {
    const std::string program = sandbox_.root() + "/gotelemetry";
    std::ofstream(program) << "#!/bin/sh\n" << script;
    chmod(program.c_str(), 0700);
    setenv("GOTELEMETRY_BIN", program.c_str(), 1);
  }

  void TearDown() override { unsetenv("GOTELEMETRY_BIN"); }

  TelemetrySandbox sandbox_;
};

TEST_F(StartTest, OpensTheCounters) {
  EXPECT_EQ(RunInChild([] {
              if (!StartTool(/*count_crashes=*/false).counting) _exit(1);
              used.Inc();
            }),
            0);
  EXPECT_EQ(sandbox_.Count("tool/used"), 1u);
}

TEST_F(StartTest, CountsCrashesIfAskedTo) {
  EXPECT_EQ(RunInChild([] {
              StartTool(/*count_crashes=*/true);
              raise(SIGTRAP);
            }),
            128 + SIGTRAP);
  EXPECT_TRUE(HasCountedACrash());
  EXPECT_EQ(sandbox_.Count("crash/signal:SIGTRAP"), 1u);
}

TEST_F(StartTest, CountsEachProcessThatCountsCrashes) {
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(RunInChild([] {
                StartTool(/*count_crashes=*/true);
                StartTool(/*count_crashes=*/true);
                if (fork() == 0) _exit(0);
              }),
              0);
  }
  EXPECT_EQ(sandbox_.Count("crash/armed"), 3u);
}

// So that each week has what its crashes are a share of.
TEST_F(StartTest, CountsAProcessThatCountsCrashesInEachWeek) {
  EXPECT_EQ(RunInChild([] {
              static constinit std::atomic<int> week{0};
              (void)Start({.program = "example.com/tool",
                           .version = "v1.2.3",
                           .clock = [] { return absl::Now() + week.load() * absl::Hours(7 * 24); },
                           .count_crashes = true});
              if (!Rotate()) _exit(1);
              week = 1;
              if (!Rotate() || !Rotate()) _exit(2);
            }),
            0);
  EXPECT_EQ(sandbox_.CountsByBeginDay().size(), 2u);
  for (const auto& [day, counts] : sandbox_.CountsByBeginDay()) {
    EXPECT_EQ(counts, (std::map<std::string, uint64_t>{{"crash/armed", 1}})) << day;
  }
}

TEST_F(StartTest, CountsNothingOfCrashesUnlessAskedTo) {
  EXPECT_EQ(RunInChild([] {
              StartTool(/*count_crashes=*/false);
              used.Inc();
            }),
            0);
  EXPECT_EQ(sandbox_.Counts().size(), 1u);
}

TEST_F(StartTest, LeavesSignalsAloneUnlessAskedTo) {
  EXPECT_EQ(RunInChild([] {
              StartTool(/*count_crashes=*/false);
              raise(SIGTRAP);
            }),
            128 + SIGTRAP);
  EXPECT_FALSE(HasCountedACrash());
}

TEST_F(StartTest, BeginsNothingWhereCountersCannotBeOpened) {
  SetMode("off");
  EXPECT_EQ(RunInChild([] {
              struct sigaction before;
              struct sigaction after;
              sigaction(SIGSEGV, nullptr, &before);
              if (StartTool(/*count_crashes=*/true).failure != OpenFailure::kOff) _exit(1);
              sigaction(SIGSEGV, nullptr, &after);
              if (after.sa_handler != before.sa_handler) _exit(2);
            }),
            0);
}

TEST_F(StartTest, MayBeRepeated) {
  EXPECT_EQ(RunInChild([] {
              StartTool(/*count_crashes=*/false);
              if (!StartTool(/*count_crashes=*/true).counting) _exit(1);
              StartTool(/*count_crashes=*/true);
              raise(SIGTRAP);
            }),
            128 + SIGTRAP);
  EXPECT_TRUE(HasCountedACrash());
}

TEST_F(StartTest, BeginsTheDailyUploadAndWaitsNeitherForItNorAtExit) {
  const std::string collector = sandbox_.root() + "/collectors/collector.example.com_443";
  std::filesystem::create_directories(collector);
  std::ofstream(collector + "/mode") << "on 2026-11-22";
  const std::string began = sandbox_.root() + "/began";
  SetGotelemetry("echo \"$@\" > " + began + ".part\nmv " + began + ".part " + began +
                 "\nsleep 60\n");
  const absl::Time start = absl::Now();
  EXPECT_EQ(RunInChild([] {
              for (const char* system : {"CI", "GITHUB_ACTIONS"}) unsetenv(system);  // never upload
              (void)Start({.program = "example.com/tool",
                           .version = "v1.2.3",
                           .collector = "collector.example.com"});
              exit(0);
            }),
            0);
  EXPECT_LT(absl::Now() - start, absl::Seconds(40));
  while (!std::filesystem::exists(began) && absl::Now() - start < absl::Seconds(60)) {
    absl::SleepFor(absl::Milliseconds(10));
  }
  EXPECT_TRUE(std::filesystem::exists(began));
}

}  // namespace
}  // namespace telemetry
