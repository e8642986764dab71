// The stacks that this process has counted, and their counters.
//
//   Counter* counter = FindStack(key);
//   if (counter == nullptr) AddStack(key, *NewHeapCounter(...));
//
// A hash table of chains that only grow at their heads. Stacks are never removed, since their
// counters live forever too.

#ifndef COUNTER_INTERNAL_SYMBOL_STACK_TABLE_H_
#define COUNTER_INTERNAL_SYMBOL_STACK_TABLE_H_

#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "counter/counter.h"

namespace telemetry {
namespace counter_internal {

inline constexpr size_t kMaxStacks = 4096;

struct StackKey {
  // Of everything that identifies the stack, including the addresses.
  uint64_t hash = 0;
  // The stack counter's name.
  absl::string_view title;
  absl::Span<const uintptr_t> addresses;
};

// The stack's counter; null if it was not added. Thread-safe, lock-free, async-signal-safe.
Counter* FindStack(const StackKey& key) noexcept;

// Adds a copy of `key`. False if out of memory. If several threads add one stack at the same time,
// each has a counter; which of them is found later does not matter, as they have the same name.
// Thread-safe. Allocates.
bool AddStack(const StackKey& key, Counter& counter) noexcept;

// Whether there are kMaxStacks stacks, or a few more if threads added some at the same time.
// Thread-safe.
bool IsStackTableFull() noexcept;

}  // namespace counter_internal
}  // namespace telemetry

#endif  // COUNTER_INTERNAL_SYMBOL_STACK_TABLE_H_
