// A counter of events in this program.
//
//   telemetry::Counter errors("mytool/errors");         // a global; no constructor runs
//   telemetry::Counter vscode("mytool/client:vscode");  // bucket "vscode" of "mytool/client"
//
//   errors.Inc();
//   errors.Add(3);
//
// Before telemetry::Open() (open.h) counts gather in the counter itself. Open() moves them to the
// counter file, where from then on they survive the death of the process. A program that never
// calls Open() loses nothing but its counts. Nothing here fails, waits or throws.
//
// Cost: a load and an atomic addition. The first use after Open() also looks the name up in the
// file. An unused counter costs its own bytes and nothing else.
//
// Thread-safe and lock-free. Async-signal-safe, including the first use. Counting works during exit
// and in a forked child, which shares the file.
//
// Lifetime: a counter is a global or is otherwise never destroyed. Its destructor is trivial, and
// the library keeps its address once it is used. A counter in a shared library may go away when the
// library is unloaded.

#ifndef COUNTER_COUNTER_H_
#define COUNTER_COUNTER_H_

#include <atomic>
#include <cstdint>

#include "absl/base/attributes.h"
#include "absl/base/optimization.h"
#include "absl/strings/string_view.h"
#include "counter/internal/versioned_cell.h"

namespace telemetry {

namespace counter_internal {
class CounterAccess;
}  // namespace counter_internal

class Counter {
 public:
  // `name` is "chart:bucket" or "chart", 1 to 4096 bytes, and must outlive the counter: use a
  // literal. README.md says how to choose one. A name with a newline is taken for a stack
  // (stack_counter.h) whose first line is its title. Counters with the same name add to the same
  // count.
  constexpr explicit Counter(absl::string_view name) noexcept : name_(name) {}

  Counter(const Counter&) = delete;
  Counter& operator=(const Counter&) = delete;

  // Counts one event.
  void Inc() noexcept { AddSmall(1); }

  // Counts `n` events. A count in the file stops at 2^64-1, one that waits for Open() at 2^62. An
  // `n` of 2^63 or more counts nothing: it must be a difference that came out negative.
  void Add(uint64_t n) noexcept {
    if (ABSL_PREDICT_FALSE(n > kMaxSmall)) {
      AddLarge(n);
    } else {
      AddSmall(n);
    }
  }

  absl::string_view name() const { return name_; }

 private:
  friend class counter_internal::CounterAccess;

  using Cell = counter_internal::VersionedCell::Cell;

  // Invariants. `cell_` says where to count: in `pending_`, or in a record of the current file.
  // internal/settlement.h describes how it moves from one to the other.
  //
  // 1. An addition never waits and is never undone: whatever it found, the sum is in some cell.
  // 2. If the old value was kAttention or more, the addition alone is not enough. In `pending_`
  //    this means that the registry does not know the counter yet, or that the counter has moved to
  //    the file (the adder loaded `cell_` before that); what the low bits hold must go there too.
  //    In the file it means that the count nears its limit. One well-predicted branch covers all
  //    three.
  static constexpr uint64_t kAttention = uint64_t{1} << 63;

  // The most that AddSmall() takes. It cannot carry a count from below kAttention past zero.
  static constexpr uint64_t kMaxSmall = uint64_t{1} << 32;

  void AddSmall(uint64_t n) noexcept {
    Cell* cell = cell_.cell();
    // Relaxed: a count orders nothing else, and additions to one cell have their own total order.
    const uint64_t before = cell->fetch_add(n, std::memory_order_relaxed);
    if (ABSL_PREDICT_FALSE(before >= kAttention)) FinishAdding(cell, before, n);
  }

  // Does what is left to do after adding `n` to `cell`, which held `before`.
  void FinishAdding(Cell* cell, uint64_t before, uint64_t n) noexcept;
  void AddLarge(uint64_t n) noexcept;

  const absl::string_view name_;
  counter_internal::VersionedCell cell_{&pending_};
  Cell pending_{kAttention};
  // The registry's slot that holds this counter; null until the first use.
  std::atomic<const void*> slot_{nullptr};
};

}  // namespace telemetry

#endif  // COUNTER_COUNTER_H_
