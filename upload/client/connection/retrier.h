// Retrier retries calls while that makes sense, with one budget for a whole upload run.
//
//   Retrier retrier(RetryOptions{}, stop);
//   CallResult<v1::UploadReportResponse> answer =
//       retrier.Call([&] { return client->UploadReport(report, stop); });
//
// The budget belongs to the run and not to the call: if a collector is down, every report is still
// tried once, but the waiting does not grow with the number of reports.

#ifndef UPLOAD_CLIENT_CONNECTION_RETRIER_H_
#define UPLOAD_CLIENT_CONNECTION_RETRIER_H_

#include <functional>
#include <optional>
#include <stop_token>
#include <type_traits>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "upload/client/connection/backoff.h"
#include "upload/client/connection/call_verdict.h"

namespace telemetry {

// Returns after `duration` or as soon as `stop` is requested.
void SleepUnlessStopped(absl::Duration duration, const std::stop_token& stop);

// Returns a random number in [0, 1), from a thread-local generator.
double UniformRandom();

struct RetryOptions {
  BackoffOptions backoff = {};
  // How many retries the run may make in total.
  int budget = 3;
  // How to wait, and the source of randomness; tests replace both.
  std::function<void(absl::Duration, const std::stop_token&)> sleep = SleepUnlessStopped;
  std::function<double()> uniform = UniformRandom;
};

// Not thread-safe.
class Retrier {
 public:
  // Called before each wait with what failed and how long the wait will be.
  using Observer = std::function<void(const absl::Status&, absl::Duration)>;

  // `observer` may be null. Once `stop` is requested, nothing is retried.
  Retrier(RetryOptions options, std::stop_token stop, Observer observer = nullptr)
      : options_(std::move(options)), stop_(std::move(stop)), observer_(std::move(observer)) {}

  // Makes `call`, which returns a CallResult (upload_client.h), until it succeeds, is refused for
  // good, or may not be retried in this run. Returns the last answer.
  template <typename Callable>
  std::invoke_result_t<Callable&> Call(Callable&& call) {
    for (int failed_tries = 1;; ++failed_tries) {
      std::invoke_result_t<Callable&> answer = call();
      const CallVerdict verdict =
          ClassifyCall(answer.result.status().code(), answer.is_marked_refusal);
      if (verdict != CallVerdict::kTryLater ||
          !WaitForNextTry(answer.result.status(), answer.retry_hint, failed_tries)) {
        return answer;
      }
    }
  }

 private:
  // Called after a transient error. Waits, and returns true if there should be another try.
  bool WaitForNextTry(const absl::Status& status, std::optional<absl::Duration> hint,
                      int failed_tries);

  const RetryOptions options_;
  const std::stop_token stop_;
  const Observer observer_;
  int retries_ = 0;
};

}  // namespace telemetry

#endif  // UPLOAD_CLIENT_CONNECTION_RETRIER_H_
