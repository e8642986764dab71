// The counters that this process uses.
//
// Open() and Rotate() go through them to move their counts to another file. Counters enter at their
// first use, in any context, and are never taken out; one whose shared library was unloaded is
// passed over.

#ifndef COUNTER_INTERNAL_REGISTRY_H_
#define COUNTER_INTERNAL_REGISTRY_H_

#include <sys/types.h>

#include <atomic>
#include <cstddef>

#include "absl/functional/function_ref.h"

namespace telemetry {

class Counter;

namespace internal {

// A place in the registry. The counter points back at its slot, which tells it from whatever else
// may come to lie at its address after its library was unloaded.
struct RegistrySlot {
  // Whether the counter lies in a shared library, with which it may go. Others, those on the heap
  // among them, are never destroyed. Written before `counter`.
  bool is_in_library = false;
  // Null until the slot is filled, and again if the counter was added twice.
  std::atomic<Counter*> counter{nullptr};
};

// The registry's size: 512 KiB of zeros, of which a process has in memory only what it uses.
inline constexpr size_t kMaxRegisteredCounters = 32768;

// Adds a counter and returns its slot; null if the registry is full: such a counter finds its place
// in the current file at each addition. A counter may be added twice, by threads that use it first at the
// same time; the one that comes late empties its slot.
//
// Thread-safe, lock-free and async-signal-safe. Makes no system call, but the first one a getpid(2).
RegistrySlot* AddToRegistry(Counter* counter) noexcept;

// Calls `visit` with each filled slot whose counter's memory can be touched. The caller still has
// to compare the counter's own slot.
//
// Thread-safe. While it visits counters in shared libraries, it holds the dynamic loader's lock, so
// that none of them is unloaded: not for signal handlers, and `visit` must not wait for another
// thread. Without the lock in a forked child, where some thread of the parent may have left it
// locked for ever: there no other thread may unload libraries meanwhile.
void ForEachInRegistry(absl::FunctionRef<void(RegistrySlot& slot, Counter* counter)> visit);

// The process that added the first counter, or 0. A child that was forked before it called Open()
// finds its parent here. Thread-safe.
pid_t RegistryProcess() noexcept;

// Makes this process the registry's.
void ClaimRegistry() noexcept;

}  // namespace internal
}  // namespace telemetry

#endif  // COUNTER_INTERNAL_REGISTRY_H_
