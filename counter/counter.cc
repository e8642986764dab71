#include "counter/counter.h"

#include <atomic>
#include <cstdint>
#include <limits>

#include "counter/internal/counter_access.h"
#include "counter/internal/registry.h"
#include "counter/internal/settlement.h"
#include "counter/internal/week_file/current_file.h"
#include "storage/counter_file/counter_file.h"

namespace telemetry {
namespace {

constexpr uint64_t kMaxCount = std::numeric_limits<uint64_t>::max();

// The most that waits in memory for a file: as many small additions again fit below kAttention.
constexpr uint64_t kMaxPending = uint64_t{1} << 62;

// Anything larger was a negative number before it was converted.
constexpr uint64_t kMaxAmount = std::numeric_limits<int64_t>::max();

// Adds `n` to a cell, saturating at `max`; `flags` are bits that are not part of the count.
// Relaxed: see Counter::AddSmall().
void AddSaturating(std::atomic<uint64_t>& cell, uint64_t n, uint64_t max, uint64_t flags = 0) {
  uint64_t value = cell.load(std::memory_order_relaxed);
  uint64_t sum;
  do {
    const uint64_t count = value & ~flags;
    sum = (count > max || n > max - count ? max : count + n) | (value & flags);
  } while (!cell.compare_exchange_weak(value, sum, std::memory_order_relaxed));
}

}  // namespace

void Counter::FinishAdding(Cell* cell, uint64_t before, uint64_t n) noexcept {
  if (cell == &pending_) {
    counter_internal::CounterAccess::Settle(*this);
  } else if (before > kMaxCount - n) {
    // The sum wrapped. Until this store a reader may see the small remainder, and a process killed
    // here leaves it: the price of an addition without a loop, at counts that nobody reaches.
    cell->store(kMaxCount, std::memory_order_relaxed);
  }
}

void Counter::AddLarge(uint64_t n) noexcept {
  if (n > kMaxAmount) return;
  counter_internal::CounterAccess::Settle(*this);
  Cell* cell = cell_.cell();
  if (cell != &pending_) {
    AddSaturating(*cell, n, kMaxCount);
    return;
  }
  AddSaturating(pending_, n, kMaxPending, kAttention);
  // A file may have become current in between.
  if (pending_.load(std::memory_order_relaxed) >= kAttention) {
    counter_internal::CounterAccess::Settle(*this);
  }
}

namespace counter_internal {

// What Settlement does with a counter.
class CounterAccess::SettlementSteps {
 public:
  using Cell = std::atomic<uint64_t>*;
  using File = CounterFile*;

  explicit SettlementSteps(Counter& counter) : counter_(counter) {}

  Cell Pending() const { return &counter_.pending_; }
  uint64_t Version() const { return counter_.cell_.version(); }
  Cell CurrentCell() const { return counter_.cell_.cell(); }

  // Sequentially consistent. The thread has entered the counter into the registry before; the
  // opener stores the file and then walks the registry, in the same total order. So either this
  // sees the file, or the opener sees the counter and takes it off.
  File CurrentFile() const { return current_file.load(std::memory_order_seq_cst); }

  Cell FindOrAdd(File file) const { return file->FindOrAdd(counter_.name_); }

  bool Publish(uint64_t version, Cell cell) {
    return counter_.cell_.Replace(&counter_.pending_, version, cell);
  }
  void TakeOff() { counter_.cell_.ReplaceAndRaise(&counter_.pending_); }

  // The following change `pending_` with acquire and release. TakeOff() raises the version before
  // RaiseFlag(), and every later change, even a relaxed addition, continues that release sequence:
  // whoever takes a count that was added after it sees the version raised.
  uint64_t RaiseFlag() {
    return counter_.pending_.fetch_or(Counter::kAttention, std::memory_order_acq_rel) &
           ~Counter::kAttention;
  }
  void ClearFlag() { counter_.pending_.fetch_and(~Counter::kAttention, std::memory_order_acq_rel); }
  uint64_t TakePending() {
    return counter_.pending_.exchange(Counter::kAttention, std::memory_order_acq_rel) &
           ~Counter::kAttention;
  }

  // Both relaxed: a count orders nothing else.
  void PutBack(uint64_t count) {
    AddSaturating(counter_.pending_, count, kMaxPending, Counter::kAttention);
  }
  void AddTo(Cell cell, uint64_t count) { AddSaturating(*cell, count, kMaxCount); }

 private:
  Counter& counter_;
};

// All accesses to `slot_` are sequentially consistent: a thread that finds the counter registered
// by another must see the file that was current before the opener overlooked the counter.
bool CounterAccess::Register(Counter& counter) noexcept {
  const void* expected = counter.slot_.load(std::memory_order_seq_cst);
  if (expected != nullptr) return true;
  RegistrySlot* slot = AddToRegistry(&counter);
  if (slot == nullptr) return false;
  if (!counter.slot_.compare_exchange_strong(expected, slot, std::memory_order_seq_cst)) {
    slot->counter.store(nullptr, std::memory_order_relaxed);  // another thread was faster
  }
  return true;
}

bool CounterAccess::Owns(const RegistrySlot& slot, const Counter& counter) noexcept {
  return counter.slot_.load(std::memory_order_seq_cst) == &slot;
}

void CounterAccess::DiscardPending(Counter& counter) noexcept {
  counter.pending_.fetch_and(Counter::kAttention, std::memory_order_relaxed);
}

void CounterAccess::Detach(Counter& counter) noexcept {
  SettlementSteps steps(counter);
  Settlement(steps).Detach();
}

void CounterAccess::Settle(Counter& counter) noexcept {
  SettlementSteps steps(counter);
  if (Register(counter)) {
    Settlement(steps).Settle();
  } else {
    Settlement(steps).SettleUnregistered();
  }
}

}  // namespace counter_internal
}  // namespace telemetry
