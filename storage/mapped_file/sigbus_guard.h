// Keeps a truncated file from killing the process that has it mapped.
//
// Touching a page of a mapping beyond the end of its file raises SIGBUS. Our files are long enough
// when they are mapped, but anybody may truncate them later. The guard's handler then puts an empty
// anonymous page in that place, and the program goes on, counting into nothing.
//
//   InstallSigbusGuard();                       // once
//   GuardedRange range(window, window_bytes);   // for as long as the mapping lives
//   if (range.lost()) ...                       // part of the file is gone
//
// A SIGBUS for any other reason is passed on to the previous handler, with the mask and flags that
// it asked for, or to the default action, so that the process ends with the same status and core
// dump as without the guard.

#ifndef STORAGE_MAPPED_FILE_SIGBUS_GUARD_H_
#define STORAGE_MAPPED_FILE_SIGBUS_GUARD_H_

#include <signal.h>

#include <cstddef>

namespace telemetry {

namespace sigbus_guard_internal {
struct Slot;
}

// Installs the handler; later calls do nothing. A handler that the program installs later replaces
// this one, which is the program's right. Thread-safe.
void InstallSigbusGuard() noexcept;

// Does what the guard's handler does with a signal about a guarded mapping, and returns true; false
// if the signal is about something else. For handlers that run before the guard's.
// Async-signal-safe.
bool RepairGuardedPage(const siginfo_t& info) noexcept;

// A mapping that the guard watches. It may be made before or after the guard is installed. At most
// 64 ranges at a time are watched; others are not, and are never lost(). Making and destroying one
// is thread-safe, lock-free and async-signal-safe.
class GuardedRange {
 public:
  // `begin` is the start of a page. A range of zero bytes is not watched.
  GuardedRange(const void* begin, size_t bytes) noexcept;
  GuardedRange(const GuardedRange&) = delete;
  GuardedRange& operator=(const GuardedRange&) = delete;
  // Must run before the range is unmapped.
  ~GuardedRange();

  // Whether a page of the range was found to be beyond the end of its file.
  bool lost() const noexcept;

 private:
  sigbus_guard_internal::Slot* slot_ = nullptr;
};

}  // namespace telemetry

#endif  // STORAGE_MAPPED_FILE_SIGBUS_GUARD_H_
