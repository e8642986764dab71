// Converts absl::Time from and to seconds since 1970-01-01, UTC. In a program that counts, absl's
// own functions would also link its time zones, 70 KB of them.

#ifndef COUNTER_INTERNAL_UNIX_TIME_H_
#define COUNTER_INTERNAL_UNIX_TIME_H_

#include <time.h>

#include <cstdint>

#include "absl/time/time.h"

namespace telemetry {
namespace counter_internal {

// Like absl::TimeFromTimespec().
inline absl::Time FromTimespec(const timespec& time) {
  return absl::FromUnixSeconds(time.tv_sec) + absl::Nanoseconds(time.tv_nsec);
}

// The system's clock. Without the lock of absl::Now(), which a fork can leave locked in the child.
inline absl::Time SystemTime() {
  timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return FromTimespec(now);
}

// Like absl::ToUnixSeconds(): rounded towards the past.
inline int64_t UnixSecondsOf(absl::Time time) {
  absl::Duration rest;
  const int64_t seconds = absl::IDivDuration(time - absl::UnixEpoch(), absl::Seconds(1), &rest);
  return rest < absl::ZeroDuration() ? seconds - 1 : seconds;
}

}  // namespace counter_internal
}  // namespace telemetry

#endif  // COUNTER_INTERNAL_UNIX_TIME_H_
