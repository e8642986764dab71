// Keeps a truncated file from killing the process that has it mapped.
//
// Touching a page of a mapping that lies beyond the end of its file raises SIGBUS. Our files are
// long enough when they are mapped, but anybody may truncate them later. The guard's handler then
// puts an empty anonymous page in that place, and the program goes on, counting into nothing.
//
//   InstallSigbusGuard();                       // once
//   GuardedRange range(window, window_bytes);   // for as long as the mapping lives
//   if (range.lost()) ...                       // part of the file is gone
//
// A SIGBUS for any other reason is passed on: to the handler that was there before, with the mask
// and the flags it asked for, or to the default, so that the process ends with the same status
// and core dump as without the guard.

#ifndef STORAGE_SIGBUS_GUARD_H_
#define STORAGE_SIGBUS_GUARD_H_

#include <signal.h>

#include <cstddef>

namespace telemetry {

namespace sigbus_guard_internal {
struct Slot;
}

// Installs the handler; the second call and all others do nothing. A handler that the program
// installs later replaces this one, which is the program's right. Thread-safe.
void InstallSigbusGuard() noexcept;

// Does what the guard's handler does with a signal about a guarded mapping, and returns true; false
// if it is about something else. For handlers that stand before the guard's. Async-signal-safe.
bool RepairGuardedPage(const siginfo_t& info) noexcept;

// A mapping that the guard watches over. Whether the guard is installed before or after it is made
// does not matter. At most 64 at a time are watched; further ones are not, and never lost().
// Making and destroying one: thread-safe, lock-free, async-signal-safe.
class GuardedRange {
 public:
  // `begin` is the start of a page. A range of no bytes is no range.
  GuardedRange(const void* begin, size_t bytes) noexcept;
  GuardedRange(const GuardedRange&) = delete;
  GuardedRange& operator=(const GuardedRange&) = delete;
  // Before the range is unmapped.
  ~GuardedRange();

  // Whether a page of it was found to be beyond the end of its file.
  bool lost() const noexcept;

 private:
  sigbus_guard_internal::Slot* slot_ = nullptr;
};

}  // namespace telemetry

#endif  // STORAGE_SIGBUS_GUARD_H_
