// How long to wait before retrying a call.
//
//   std::optional<absl::Duration> wait =
//       RetryDelay(options, failed_tries, absl::Uniform(bitgen, 0.0, 1.0), answer.retry_hint);
//   if (!wait.has_value()) return;  // not again in this run

#ifndef UPLOAD_CLIENT_CONNECTION_BACKOFF_H_
#define UPLOAD_CLIENT_CONNECTION_BACKOFF_H_

#include <optional>

#include "absl/time/time.h"

namespace telemetry {

struct BackoffOptions {
  // Upper bound of the wait after the first failed try.
  absl::Duration initial = absl::Milliseconds(500);
  // Factor by which each further failed try lengthens the wait, up to `max`.
  double multiplier = 2;
  absl::Duration max = absl::Seconds(30);
  // If the server asks for a longer wait than this, there is no retry in this run.
  absl::Duration longest_hint = absl::Minutes(1);
};

// Returns how long to wait before the next try, or nullopt if there should be none in this run.
//
// `server_hint` takes precedence, because the collector knows its load and the client does not. A
// hint that is negative or above `longest_hint` means "do not try again". Without a hint the wait
// is exponential with jitter: between half of `min(max, initial * multiplier^(failed_tries - 1))`
// and the whole, so that clients that a collector's failure has synchronized spread out again.
//
// `failed_tries` is at least 1. `uniform` is a random number in [0, 1). Pure.
std::optional<absl::Duration> RetryDelay(const BackoffOptions& options, int failed_tries,
                                         double uniform, std::optional<absl::Duration> server_hint);

}  // namespace telemetry

#endif  // UPLOAD_CLIENT_CONNECTION_BACKOFF_H_
