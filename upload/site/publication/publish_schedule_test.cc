#include "upload/site/publication/publish_schedule.h"

#include <atomic>
#include <stop_token>

#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "gtest/gtest.h"

namespace telemetry {
namespace {

TEST(PublishScheduleTest, RunsAgainAndAgainWhateverBecomesOfIt) {
  std::stop_source shutdown;
  absl::BlockingCounter runs(3);
  std::atomic<int> left = 3;
  PublishSchedule schedule(
      absl::Milliseconds(1), shutdown.get_token(),
      [](std::stop_token) { return absl::UnavailableError("the disk is full"); },
      [&](const PublishOutcome& outcome) {
        EXPECT_EQ(outcome.status.message(), "the disk is full");
        EXPECT_GE(outcome.duration, absl::ZeroDuration());
        if (left-- > 0) runs.DecrementCount();
      });
  runs.Wait();
  shutdown.request_stop();
}

TEST(PublishScheduleTest, RunsSoonerIfItIsAskedTo) {
  std::stop_source shutdown;
  absl::Notification first;
  absl::Notification third;
  int runs = 0;
  PublishSchedule schedule(
      absl::Hours(1), shutdown.get_token(), [](std::stop_token) { return absl::OkStatus(); },
      [&](const PublishOutcome&) {
        ++runs;
        if (runs == 1) first.Notify();
        if (runs == 2) schedule.RunSoon();  // during a run
        if (runs == 3) third.Notify();
      });
  first.WaitForNotification();
  schedule.RunSoon();
  third.WaitForNotification();
  shutdown.request_stop();
}

TEST(PublishScheduleTest, EndsWithoutWaitingForItsTime) {
  const absl::Time start = absl::Now();
  std::stop_source shutdown;
  absl::Notification done;
  int runs = 0;
  {
    PublishSchedule schedule(
        absl::Hours(1), shutdown.get_token(), [](std::stop_token) { return absl::OkStatus(); },
        [&](const PublishOutcome&) {
          ++runs;
          done.Notify();
        });
    done.WaitForNotification();
    shutdown.request_stop();
  }
  EXPECT_LT(absl::Now() - start, absl::Minutes(1));
  EXPECT_EQ(runs, 1);
}

TEST(PublishScheduleTest, AsksTheRunThatIsUnderWayToStop) {
  absl::Notification running;
  std::stop_source shutdown;
  absl::Status status;
  {
    PublishSchedule schedule(
        absl::Hours(1), shutdown.get_token(),
        [&](std::stop_token stop) {
          running.Notify();
          while (!stop.stop_requested()) absl::SleepFor(absl::Milliseconds(1));
          return absl::CancelledError("stopped");
        },
        [&](const PublishOutcome& outcome) { status = outcome.status; });
    running.WaitForNotification();
    shutdown.request_stop();
  }
  EXPECT_TRUE(absl::IsCancelled(status));
}

}  // namespace
}  // namespace telemetry
