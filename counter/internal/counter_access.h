// What Open() and Rotate() do with a counter other than counting.

#ifndef COUNTER_INTERNAL_COUNTER_ACCESS_H_
#define COUNTER_INTERNAL_COUNTER_ACCESS_H_

#include "counter/counter.h"
#include "counter/internal/registry.h"

namespace telemetry {
namespace counter_internal {

class CounterAccess {
 public:
  // Whether `slot` is the counter's own. If not, another counter, or none, lies at its address.
  static bool Owns(const RegistrySlot& slot, const Counter& counter) noexcept;

  // Discards what the counter holds in memory. Counts in a file stay.
  static void DiscardPending(Counter& counter) noexcept;

  // Takes the counter off its file. Its next addition, or this call if it holds counts, finds its
  // place in the current file.
  static void Detach(Counter& counter) noexcept;

  // Enters the counter into the registry if it is not there yet, moves what it holds in memory to
  // the current file, if any, and makes it count there. Thread-safe and async-signal-safe.
  static void Settle(Counter& counter) noexcept;

 private:
  class SettlementSteps;

  // False if the registry is full.
  static bool Register(Counter& counter) noexcept;
};

}  // namespace counter_internal
}  // namespace telemetry

#endif  // COUNTER_INTERNAL_COUNTER_ACCESS_H_
