#include "upload/site/publish_schedule.h"

#include <utility>

#include "absl/time/clock.h"

namespace telemetry {

PublishSchedule::PublishSchedule(absl::Duration period, std::function<absl::Status()> publish,
                                 std::function<void(const PublishOutcome&)> done)
    : thread_([this, period, publish = std::move(publish), done = std::move(done)] {
        do {
          const absl::Time start = absl::Now();
          absl::Status status = publish();
          done({.status = std::move(status), .start = start, .duration = absl::Now() - start});
        } while (!stopping_.WaitForNotificationWithTimeout(period));
      }) {}

PublishSchedule::~PublishSchedule() {
  stopping_.Notify();
  thread_.join();
}

}  // namespace telemetry
