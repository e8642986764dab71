// The thread behind OpenOptions::rotate.

#ifndef COUNTER_INTERNAL_WEEK_FILE_ROTATION_THREAD_H_
#define COUNTER_INTERNAL_WEEK_FILE_ROTATION_THREAD_H_

#include "absl/functional/function_ref.h"
#include "absl/time/time.h"

namespace telemetry {
namespace counter_internal {

// The longest and the shortest time between two looks at the session. The longest bounds how late
// the thread notices that somebody set the system's clock. The shortest keeps it from spinning,
// whatever the session's clock says.
inline constexpr absl::Duration kLongestSleep = absl::Hours(1);
inline constexpr absl::Duration kShortestSleep = absl::Seconds(1);

// Starts the thread unless this process already has it. It blocks all signals but SIGBUS, holds no
// file descriptor, and ends only if it cannot sleep. If it cannot be started, the program goes on without it, and the
// next call tries again. Thread-safe.
void StartRotationThread() noexcept;

// What the thread does: sleeps until the session needs attention (SessionAttention()), rotates it,
// and so on until `sleep` returns false.
void RotateRepeatedly(absl::FunctionRef<bool(absl::Duration)> sleep) noexcept;

}  // namespace counter_internal
}  // namespace telemetry

#endif  // COUNTER_INTERNAL_WEEK_FILE_ROTATION_THREAD_H_
