#include "upload/site/publish_schedule.h"

#include <condition_variable>
#include <mutex>
#include <utility>

#include "absl/time/clock.h"

namespace telemetry {

PublishSchedule::PublishSchedule(absl::Duration period, std::stop_token stop,
                                 std::function<absl::Status(std::stop_token)> publish,
                                 std::function<void(const PublishOutcome&)> done)
    : thread_(
          [period, stop = std::move(stop), publish = std::move(publish), done = std::move(done)] {
            std::mutex mutex;
            std::condition_variable_any stopped;
            do {
              const absl::Time start = absl::Now();
              absl::Status status = publish(stop);
              done({.status = std::move(status), .start = start, .duration = absl::Now() - start});
              std::unique_lock<std::mutex> lock(mutex);
              stopped.wait_for(lock, stop, absl::ToChronoNanoseconds(period), [] { return false; });
            } while (!stop.stop_requested());
          }) {}

PublishSchedule::~PublishSchedule() { thread_.join(); }

}  // namespace telemetry
