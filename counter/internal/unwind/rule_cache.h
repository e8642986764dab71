// Remembers the frame rules of code addresses.
//
// Finding a rule takes a search and the run of a small program, but a program counts stacks at few
// places: the second time, a rule costs a hash and a comparison. The cache belongs to the process,
// has a fixed size (kRules) and forgets nothing; rules that find no place are read from the section
// each time.
//
// A library can be unloaded and another one mapped in its place. So what is remembered about other
// objects is compared with the section's present bytes. Our own object needs no such check, as it
// cannot go away before its own variables do.

#ifndef COUNTER_INTERNAL_UNWIND_RULE_CACHE_H_
#define COUNTER_INTERNAL_UNWIND_RULE_CACHE_H_

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "absl/base/optimization.h"
#include "counter/internal/unwind/frame_rule.h"

namespace telemetry {
namespace counter_internal {

inline constexpr size_t kRules = 1024;

// A place in the cache, filled once.
struct alignas(64) RuleCacheEntry {
  // 0, then 1 for whoever fills the entry, then the address, released after everything else was
  // written: whoever acquires the address sees the rest.
  std::atomic<uintptr_t> address{0};
  FrameRule rule;
  // Distinguishes two functions that had the same address, one after the other. 0 if that is
  // impossible because the object stays loaded.
  uint64_t function = 0;
  // Where the rule was read: the section, its number of rows, the row.
  const uint8_t* section = nullptr;
  uint32_t rows = 0;
  uint32_t row = 0;
};

extern constinit RuleCacheEntry rule_cache[kRules];

inline size_t RuleCacheSlot(uintptr_t address) noexcept {
  // The high bits of the product depend on all bits of the address.
  return ((address * 0x9e3779b97f4a7c15) >> 32) % kRules;
}

// A rule, and the `function` of RuleCacheEntry.
struct CachedRule {
  const FrameRule* rule = nullptr;
  uint64_t function = 0;
};

// FindFrameRule() for addresses that are not in their first place or whose rule may have changed.
CachedRule FindFrameRuleSlowly(uintptr_t address, FrameRule& scratch) noexcept;

// The rule for the instruction at `address`. `rule` is null if there is none. It may point to
// `scratch`; otherwise it lives forever. For the address 0, where there is no code, it may be a
// rule by which ApplyFrameRule() finds no caller.
//
// Thread-safe, lock-free and async-signal-safe. A few nanoseconds if the rule is remembered, more
// if its object may have been unloaded since.
inline CachedRule FindFrameRule(uintptr_t address, FrameRule& scratch) noexcept {
  const RuleCacheEntry& entry = rule_cache[RuleCacheSlot(address)];
  if (ABSL_PREDICT_TRUE(entry.address.load(std::memory_order_acquire) == address &&
                        entry.function == 0)) {
    return {.rule = &entry.rule, .function = 0};
  }
  return FindFrameRuleSlowly(address, scratch);
}

}  // namespace counter_internal
}  // namespace telemetry

#endif  // COUNTER_INTERNAL_UNWIND_RULE_CACHE_H_
