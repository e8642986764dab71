// The counters that this process uses.
//
// Open() and Rotate() walk it to move counts to another file. Counters enter at their first use, in
// any context, and are never removed; one whose shared library was unloaded is skipped.

#ifndef COUNTER_INTERNAL_REGISTRY_H_
#define COUNTER_INTERNAL_REGISTRY_H_

#include <sys/types.h>

#include <atomic>
#include <cstddef>

#include "absl/functional/function_ref.h"

namespace telemetry {

class Counter;

namespace counter_internal {

// A place in the registry. The counter points back at its slot, which distinguishes it from
// anything else that may lie at its address after its library was unloaded.
struct RegistrySlot {
  // Whether the counter lies in a shared library, and may go away with it. All others, including
  // those on the heap, are never destroyed. Written before `counter`.
  bool is_in_library = false;
  // Null until the slot is filled, and again if the counter was added twice.
  std::atomic<Counter*> counter{nullptr};
};

// The registry's size: 512 KiB of zeros, of which only what is used takes memory.
inline constexpr size_t kMaxRegisteredCounters = 32768;

// Adds a counter and returns its slot; null if the registry is full. A counter without a slot looks
// up its place in the current file at each addition. Threads that first use a counter at the same
// time may add it twice; the one that comes late empties its slot.
//
// Thread-safe, lock-free and async-signal-safe. Makes no system call, except for getpid(2) the
// first time.
RegistrySlot* AddToRegistry(Counter* counter) noexcept;

// Calls `visit` with each filled slot whose counter's memory can be accessed. The caller still has
// to compare the counter's own slot.
//
// Thread-safe. While it visits counters in shared libraries, it holds the dynamic loader's lock, so
// that none of them is unloaded: not for signal handlers, and `visit` must not wait for another
// thread. In a forked child it does without the lock, which a thread of the parent may have left
// locked forever: there, no other thread may unload libraries meanwhile.
void ForEachInRegistry(absl::FunctionRef<void(RegistrySlot& slot, Counter* counter)> visit);

// The process that added the first counter, or 0. A child forked before its first Open() finds its
// parent here. Thread-safe.
pid_t RegistryProcess() noexcept;

// Makes this process the registry's.
void ClaimRegistry() noexcept;

}  // namespace counter_internal
}  // namespace telemetry

#endif  // COUNTER_INTERNAL_REGISTRY_H_
