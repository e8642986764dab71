// A counter of events in this program.
//
//   telemetry::Counter errors("mytool/errors");         // a global; no constructor runs
//   telemetry::Counter vscode("mytool/client:vscode");  // bucket "vscode" of "mytool/client"
//
//   errors.Inc();
//   errors.Add(3);
//
// Before telemetry::Open() (open.h) counts gather in the counter itself; Open() moves them to the
// counter file, where from then on they survive the death of the process, and a program that never
// calls Open() loses nothing but its counts. Nothing here fails, waits or throws.
//
// Cost: a load and an atomic addition; the first use of a counter after Open() also looks its name
// up in the file. A counter that is never used costs its own bytes and nothing else.
//
// Thread-safe, without locks. Async-signal-safe, the first use included. Counting goes on during
// exit and in a forked child (which shares the file).
//
// Lifetime: a counter is a global or is otherwise never destroyed; its destructor is trivial, and
// the library keeps its address once it is used. A counter of a shared library may go when the
// library is unloaded.

#ifndef COUNTER_COUNTER_H_
#define COUNTER_COUNTER_H_

#include <atomic>
#include <cstdint>

#include "absl/base/attributes.h"
#include "absl/strings/string_view.h"
#include "counter/internal/versioned_cell.h"

namespace telemetry {

namespace internal {
class CounterAccess;
}  // namespace internal

class Counter {
 public:
  // `name` is "chart:bucket" or "chart", 1 to 4096 bytes, and outlives the counter: a literal. See
  // README.md for how to choose one. One with a newline is taken for a stack's (stack_counter.h),
  // titled by its first line. Two counters of one name add to the same count.
  constexpr explicit Counter(absl::string_view name) noexcept : name_(name) {}

  Counter(const Counter&) = delete;
  Counter& operator=(const Counter&) = delete;

  // Counts one event.
  void Inc() noexcept { AddSmall(1); }

  // Counts `n` events. A count in the file stops at 2^64-1; one that waits for Open(), at 2^62. An
  // `n` of 2^63 or more counts nothing: it is a difference that came out negative.
  void Add(uint64_t n) noexcept {
    if (ABSL_PREDICT_FALSE(n > kMaxSmall)) {
      AddLarge(n);
    } else {
      AddSmall(n);
    }
  }

  absl::string_view name() const { return name_; }

 private:
  friend class internal::CounterAccess;

  using Cell = internal::VersionedCell::Cell;

  // Invariants. `cell_` is where to count: `pending_`, or a record's count in the current file. How it
  // comes from one to the other: internal/settlement.h.
  //
  //  1. An addition never waits and is never undone: whatever it found, the sum is in some cell.
  //  2. A value of kAttention or more says that the addition was not all there is to do: in
  //     `pending_`, that the counter is not known to the registry yet or has moved to the file (the
  //     adder loaded `cell_` before that), and what the low bits hold has to go there too; in the
  //     file, that the count nears its limit. One well-predicted branch covers all three.
  static constexpr uint64_t kAttention = uint64_t{1} << 63;

  // The most that AddSmall() takes: it cannot carry a count from below kAttention past zero.
  static constexpr uint64_t kMaxSmall = uint64_t{1} << 32;

  void AddSmall(uint64_t n) noexcept {
    Cell* cell = cell_.cell();
    // Relaxed: a count orders nothing else, and additions to one cell have an order of their own.
    const uint64_t before = cell->fetch_add(n, std::memory_order_relaxed);
    if (ABSL_PREDICT_FALSE(before >= kAttention)) Attend(cell, before, n);
  }

  // Does what an addition of `n` to `cell`, which held `before`, left to do.
  void Attend(Cell* cell, uint64_t before, uint64_t n) noexcept;
  void AddLarge(uint64_t n) noexcept;

  const absl::string_view name_;
  internal::VersionedCell cell_{&pending_};
  Cell pending_{kAttention};
  // The registry's slot that holds this counter; null until the first use.
  std::atomic<const void*> slot_{nullptr};
};

}  // namespace telemetry

#endif  // COUNTER_COUNTER_H_
