#include "cmd/gotelemetry/consent/last_run_text.h"

#include <optional>

#include "absl/time/time.h"
#include "config/mode.h"
#include "gtest/gtest.h"
#include "storage/upload_run/last_run.h"
#include "storage/upload_run/upload_program.h"

namespace telemetry::cmd {
namespace {

const absl::Time kTime = absl::FromUnixSeconds(1'793'880'000);  // 2026-11-05 12:00 UTC
const UploadProgram kProgram = {.path = "/bin/gotelemetry", .named_by = "PATH", .why_none = ""};
const UploadProgram kNone = {
    .path = "", .named_by = "", .why_none = "there is no gotelemetry in PATH"};

LastRun Ended(absl::Time time, const char* failure = "") {
  return {.ended = time, .failure = failure};
}

TEST(LastRunTextTest, TellsWhenTheLastRunEnded) {
  const DailyRun run = {Mode::kOn, Ended(kTime), kTime - absl::Minutes(1), kProgram};
  EXPECT_EQ(LastRunText(run), "2026-11-05 12:00 UTC");
  EXPECT_EQ(WhyNoRun(run), "");
}

TEST(LastRunTextTest, TellsHowItFailed) {
  EXPECT_EQ(LastRunText({Mode::kOn, Ended(kTime, "no network"), kTime, kProgram}),
            "2026-11-05 12:00 UTC, failed: no network");
}

TEST(LastRunTextTest, TellsOfTheModeIfThatForbidsRuns) {
  EXPECT_EQ(LastRunText({Mode::kLocal, std::nullopt, std::nullopt, kProgram}),
            "none: the mode is local");
  EXPECT_EQ(LastRunText({Mode::kOff, Ended(kTime), std::nullopt, kNone}), "2026-11-05 12:00 UTC");
}

TEST(LastRunTextTest, TellsThatNobodyHasStartedOne) {
  EXPECT_EQ(LastRunText({Mode::kOn, std::nullopt, std::nullopt, kProgram}),
            "none: no program has started one yet");
  EXPECT_EQ(
      LastRunText({Mode::kOn, std::nullopt, std::nullopt, kNone}),
      "none: no program has started one yet, and none can, because there is no gotelemetry in "
      "PATH");
}

TEST(LastRunTextTest, TellsOfOneThatWasStartedAndDidNotEnd) {
  EXPECT_EQ(
      LastRunText({Mode::kOn, std::nullopt, kTime, kNone}),
      "none: nothing is known of the one that a program was to start at 2026-11-05 12:00 UTC, "
      "because there is no gotelemetry in PATH");
  EXPECT_EQ(LastRunText({Mode::kOn, Ended(kTime), kTime + absl::Hours(24), kProgram}),
            "2026-11-05 12:00 UTC; nothing is known of the one that a program was to start at "
            "2026-11-06 12:00 UTC");
}

}  // namespace
}  // namespace telemetry::cmd
