// The thread behind OpenOptions::rotate.

#ifndef COUNTER_INTERNAL_ROTATION_THREAD_H_
#define COUNTER_INTERNAL_ROTATION_THREAD_H_

namespace telemetry {
namespace internal {

// Starts the thread unless this process has it already. It sleeps until the current file's week
// ends or the system's clock is set, and then rotates. It blocks all signals but SIGBUS, and never ends. If it
// cannot be started, the program goes on without. Thread-safe.
void StartRotationThread() noexcept;

}  // namespace internal
}  // namespace telemetry

#endif  // COUNTER_INTERNAL_ROTATION_THREAD_H_
