#include "upload/site/publication/publish_schedule.h"

#include <utility>

#include "absl/time/clock.h"

namespace telemetry {

PublishSchedule::PublishSchedule(absl::Duration period, std::stop_token stop,
                                 std::function<absl::Status(std::stop_token)> publish,
                                 std::function<void(const PublishOutcome&)> done)
    : thread_([this, period, stop = std::move(stop), publish = std::move(publish),
               done = std::move(done)] {
        do {
          const absl::Time start = absl::Now();
          absl::Status status = publish(stop);
          done({.status = std::move(status), .start = start, .duration = absl::Now() - start});
          Wait(period, stop);
        } while (!stop.stop_requested());
      }) {}

void PublishSchedule::Wait(absl::Duration period, const std::stop_token& stop) {
  std::unique_lock<std::mutex> lock(mutex_);
  wake_.wait_for(lock, stop, absl::ToChronoNanoseconds(period), [this] { return run_soon_; });
  run_soon_ = false;
}

void PublishSchedule::RunSoon() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    run_soon_ = true;
  }
  wake_.notify_one();
}

PublishSchedule::~PublishSchedule() { thread_.join(); }

}  // namespace telemetry
