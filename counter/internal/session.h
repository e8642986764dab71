// This process's program, directory and clock, once Open() has been called.

#ifndef COUNTER_INTERNAL_SESSION_H_
#define COUNTER_INTERNAL_SESSION_H_

#include <optional>

#include "absl/time/time.h"
#include "config/mode.h"
#include "counter/open_options.h"
#include "storage/host_port.h"
#include "storage/telemetry_root.h"

namespace telemetry {
namespace counter_internal {

// Open() without the rotation thread. Thread-safe.
OpenResult OpenSession(const OpenOptions& options) noexcept;

// Rotate(). Thread-safe.
bool RotateSession() noexcept;

// What Open() found.
struct SessionState {
  // The telemetry root, an absolute path. Has none before Open().
  TelemetryRoot root{""};
  // The collector that the program named.
  std::optional<HostPort> collector;
  // The mode when it was last read.
  ModeDecision decision;
  // The time on the session's clock.
  absl::Time now;
};

// Thread-safe.
SessionState CurrentSession() noexcept;

// PrepareForSandbox(). Thread-safe.
void PrepareSessionForSandbox() noexcept;

// How long, by the session's clock, until the session needs RotateSession(): the current file's
// week ends, or the mode is due to be read again. InfiniteDuration if there is no file, and after
// PrepareForSandbox(). Thread-safe.
absl::Duration SessionAttention() noexcept;

}  // namespace counter_internal
}  // namespace telemetry

#endif  // COUNTER_INTERNAL_SESSION_H_
