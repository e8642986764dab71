#include "counter/counter.h"

#include <atomic>
#include <cstdint>
#include <limits>

#include "counter/internal/counter_access.h"
#include "counter/internal/current_file.h"
#include "counter/internal/registry.h"
#include "storage/counter_file.h"

namespace telemetry {
namespace {

constexpr uint64_t kMaxCount = std::numeric_limits<uint64_t>::max();

// The most that waits in memory for a file: as many small additions again fit below kAttention.
constexpr uint64_t kMaxPending = uint64_t{1} << 62;

// Adds `n` to a cell, stopping at `max`; `flags` are bits that do not count. Relaxed: see
// Counter::AddSmall().
void AddSaturating(std::atomic<uint64_t>& cell, uint64_t n, uint64_t max, uint64_t flags = 0) {
  uint64_t value = cell.load(std::memory_order_relaxed);
  uint64_t sum;
  do {
    const uint64_t count = value & ~flags;
    sum = (count > max || n > max - count ? max : count + n) | (value & flags);
  } while (!cell.compare_exchange_weak(value, sum, std::memory_order_relaxed));
}

}  // namespace

void Counter::Attend(Cell* cell, uint64_t before, uint64_t n) noexcept {
  if (cell == &pending_) {
    internal::CounterAccess::Register(*this);
    internal::CounterAccess::Settle(*this);
  } else if (before > kMaxCount - n) {
    // The sum wrapped. Until this store a reader may see the small remainder, and a process killed
    // here leaves it: the price of an addition without a loop, at counts that nobody reaches.
    cell->store(kMaxCount, std::memory_order_relaxed);
  }
}

void Counter::AddLarge(uint64_t n) noexcept {
  internal::CounterAccess::Register(*this);
  internal::CounterAccess::Settle(*this);
  Cell* cell = cell_.load(std::memory_order_acquire);
  if (cell != &pending_) {
    AddSaturating(*cell, n, kMaxCount);
    return;
  }
  AddSaturating(pending_, n, kMaxPending, kAttention);
  // A file may have come in between.
  if (pending_.load(std::memory_order_relaxed) >= kAttention) {
    internal::CounterAccess::Settle(*this);
  }
}

namespace internal {

void CounterAccess::Register(Counter& counter) noexcept {
  if (counter.slot_.load(std::memory_order_relaxed) != nullptr) return;
  RegistrySlot* slot = AddToRegistry(&counter, /*interned=*/false);
  if (slot == nullptr) return;
  const void* expected = nullptr;
  // Release: whoever compares the slot has seen the counter in it.
  if (!counter.slot_.compare_exchange_strong(expected, slot, std::memory_order_release,
                                             std::memory_order_relaxed)) {
    slot->counter.store(nullptr, std::memory_order_relaxed);
  }
}

void CounterAccess::Intern(Counter& counter) noexcept {
  counter.slot_.store(AddToRegistry(&counter, /*interned=*/true), std::memory_order_release);
}

bool CounterAccess::Owns(const RegistrySlot& slot, const Counter& counter) noexcept {
  return counter.slot_.load(std::memory_order_acquire) == &slot;
}

void CounterAccess::DiscardPending(Counter& counter) noexcept {
  counter.pending_.fetch_and(Counter::kAttention, std::memory_order_relaxed);
}

void CounterAccess::Detach(Counter& counter) noexcept {
  // The flag first (invariant 3 of Counter), then the cell. Acquire-release: see Settle().
  const uint64_t pending =
      counter.pending_.fetch_or(Counter::kAttention, std::memory_order_acq_rel);
  counter.cell_.exchange(&counter.pending_, std::memory_order_acq_rel);
  if ((pending & ~Counter::kAttention) != 0) Settle(counter);
}

// Two races have to come out right, with Open() or Rotate() (the opener) in another thread. The
// opener stores `current_file` and then visits the registry, calling Detach() on each counter.
//
//  - This thread registers the counter and then loads `current_file`; the opener stores it and then
//    loads the slot. All four are sequentially consistent, so at least one sees what the other
//    stored: the opener visits the counter, or this thread finds the new file.
//  - This thread changes `pending_` or `cell_` for the file that it has loaded, and looks at
//    `current_file` once more. Detach() changes both by read-modify-writes with acquire and
//    release, as this does. If Detach() came first, this thread has synchronised with it and sees
//    the new file; if it came later, it undoes what this thread did.
//
// An addition between a change and its undoing lands in the file of the week that just ended, like
// one that had begun before: it is counted, not lost.
void CounterAccess::Settle(Counter& counter) noexcept {
  constexpr uint64_t kAttention = Counter::kAttention;
  std::atomic<uint64_t>& pending = counter.pending_;
  for (;;) {
    CounterFile* file = current_file.load(std::memory_order_seq_cst);
    std::atomic<uint64_t>* cell = counter.cell_.load(std::memory_order_acquire);
    if (cell == &pending) {
      cell = file == nullptr ? nullptr : file->FindOrAdd(counter.name_);
      if (cell == nullptr) {
        // Counts gather in memory, at full speed, until the next file.
        pending.fetch_and(~kAttention, std::memory_order_acq_rel);
        // Unless a file has come meanwhile, or another thread has found a place in this one.
        if (current_file.load(std::memory_order_seq_cst) == file &&
            counter.cell_.load(std::memory_order_acquire) == &pending) {
          return;
        }
        continue;
      }
      pending.fetch_or(kAttention, std::memory_order_acq_rel);
      std::atomic<uint64_t>* found = &pending;
      if (!counter.cell_.compare_exchange_strong(found, cell, std::memory_order_acq_rel,
                                                 std::memory_order_acquire)) {
        cell = found;  // another thread was faster
      } else if (current_file.load(std::memory_order_seq_cst) != file) {
        counter.cell_.compare_exchange_strong(cell, &pending, std::memory_order_acq_rel,
                                              std::memory_order_relaxed);
        continue;
      }
    }
    const uint64_t count = pending.exchange(kAttention, std::memory_order_acq_rel) & ~kAttention;
    if (count != 0) AddSaturating(*cell, count, kMaxCount);
    return;
  }
}

}  // namespace internal
}  // namespace telemetry
