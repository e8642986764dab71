#include "upload/site/publish_schedule.h"

#include <atomic>
#include <stop_token>

#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "gtest/gtest.h"

namespace telemetry {
namespace {

TEST(PublishScheduleTest, RunsAgainAndAgainWhateverBecomesOfIt) {
  absl::BlockingCounter runs(3);
  std::atomic<int> left = 3;
  PublishSchedule schedule(
      absl::Milliseconds(1),
      [](std::stop_token) { return absl::UnavailableError("the disk is full"); },
      [&](const PublishOutcome& outcome) {
        EXPECT_EQ(outcome.status.message(), "the disk is full");
        EXPECT_GE(outcome.duration, absl::ZeroDuration());
        if (left-- > 0) runs.DecrementCount();
      });
  runs.Wait();
}

TEST(PublishScheduleTest, EndsWithoutWaitingForItsTime) {
  const absl::Time start = absl::Now();
  int runs = 0;
  {
    PublishSchedule schedule(
        absl::Hours(1), [](std::stop_token) { return absl::OkStatus(); },
        [&](const PublishOutcome&) { ++runs; });
  }
  EXPECT_LT(absl::Now() - start, absl::Minutes(1));
  EXPECT_EQ(runs, 1);
}

TEST(PublishScheduleTest, AsksTheRunThatIsUnderWayToStop) {
  absl::Notification running;
  absl::Status status;
  {
    PublishSchedule schedule(
        absl::Hours(1),
        [&](std::stop_token stop) {
          running.Notify();
          while (!stop.stop_requested()) absl::SleepFor(absl::Milliseconds(1));
          return absl::CancelledError("stopped");
        },
        [&](const PublishOutcome& outcome) { status = outcome.status; });
    running.WaitForNotification();
  }
  EXPECT_TRUE(absl::IsCancelled(status));
}

}  // namespace
}  // namespace telemetry
