#include "upload/client/connection/retrier.h"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <stop_token>

#include "absl/random/random.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "upload/client/connection/backoff.h"

namespace telemetry {

void SleepUnlessStopped(absl::Duration duration, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any never_notified;
  std::unique_lock lock(mutex);
  never_notified.wait_for(lock, stop, absl::ToChronoNanoseconds(duration), [] { return false; });
}

double UniformRandom() {
  thread_local absl::BitGen generator;
  return absl::Uniform(generator, 0.0, 1.0);
}

bool Retrier::WaitForNextTry(const absl::Status& status, std::optional<absl::Duration> hint,
                             int failed_tries) {
  if (stop_.stop_requested() || retries_ >= options_.budget) return false;
  const std::optional<absl::Duration> wait =
      RetryDelay(options_.backoff, failed_tries, options_.uniform(), hint);
  if (!wait.has_value()) return false;
  ++retries_;
  if (observer_) observer_(status, *wait);
  options_.sleep(*wait, stop_);
  return !stop_.stop_requested();
}

}  // namespace telemetry
