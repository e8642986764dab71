// How long to wait between tries of a call that may succeed later.
//
//   std::optional<absl::Duration> wait =
//       RetryDelay(options, failed_tries, absl::Uniform(bitgen, 0.0, 1.0), answer.retry_hint);
//   if (!wait.has_value()) return;  // not again in this run

#ifndef UPLOAD_BACKOFF_H_
#define UPLOAD_BACKOFF_H_

#include <optional>

#include "absl/time/time.h"

namespace telemetry {

struct BackoffOptions {
  // Upper end of the wait after the first failed try.
  absl::Duration initial = absl::Milliseconds(500);
  // Each further failed try multiplies the wait by this much, up to `max`.
  double multiplier = 2;
  absl::Duration max = absl::Seconds(30);
  // A server that asks for a longer wait than this is left alone until the next run.
  absl::Duration longest_hint = absl::Minutes(1);
};

// Returns how long to wait before the next try, or nothing if there should be none in this run.
//
// `server_hint` wins if there is one: the collector knows its load, this client does not. A
// negative hint means "do not try again", and so does one above `longest_hint`. Otherwise the wait
// is exponential with its upper half left to chance, between half of `min(max, initial *
// multiplier^(failed_tries - 1))` and the whole, so that clients which a collector's failure has
// brought into step fall out of it again.
//
// `failed_tries` is at least 1. `uniform` is a random number in [0, 1). Pure.
std::optional<absl::Duration> RetryDelay(const BackoffOptions& options, int failed_tries,
                                         double uniform, std::optional<absl::Duration> server_hint);

}  // namespace telemetry

#endif  // UPLOAD_BACKOFF_H_
