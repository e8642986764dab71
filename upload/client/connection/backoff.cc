#include "upload/client/connection/backoff.h"

#include <algorithm>
#include <optional>

#include "absl/time/time.h"

namespace telemetry {

std::optional<absl::Duration> RetryDelay(const BackoffOptions& options, int failed_tries,
                                         double uniform,
                                         std::optional<absl::Duration> server_hint) {
  if (server_hint.has_value()) {
    const bool refused = *server_hint < absl::ZeroDuration() || *server_hint > options.longest_hint;
    return refused ? std::nullopt : server_hint;
  }
  absl::Duration wait = options.initial;
  for (int i = 1; i < failed_tries && wait < options.max; ++i) wait *= options.multiplier;
  wait = std::min(wait, options.max);
  return wait * (0.5 + uniform / 2);
}

}  // namespace telemetry
