// Where a counter counts, and how often it was taken away from there: two words that change
// together.

#ifndef COUNTER_INTERNAL_VERSIONED_CELL_H_
#define COUNTER_INTERNAL_VERSIONED_CELL_H_

#include <atomic>
#include <cstdint>

namespace telemetry {
namespace counter_internal {

// Thread-safe, lock-free and async-signal-safe. Aligned for the processor's two-word
// compare-and-swap: cmpxchg16b on x86-64, which all but the very first of these processors have.
class alignas(2 * sizeof(uint64_t)) VersionedCell {
 public:
  using Cell = std::atomic<uint64_t>;

  constexpr explicit VersionedCell(Cell* cell) noexcept : cell_(cell) {}

  VersionedCell(const VersionedCell&) = delete;
  VersionedCell& operator=(const VersionedCell&) = delete;

  // Acquire: pairs with the exchange that stored the cell after its file was mapped.
  Cell* cell() const noexcept { return cell_.load(std::memory_order_acquire); }

  // Acquire: whoever sees a version sees what the opener did before raising it.
  uint64_t version() const noexcept { return version_.load(std::memory_order_acquire); }

  // Stores `cell`, keeping the version, if both are as expected. Acquires and releases.
  bool Replace(Cell* expected_cell, uint64_t expected_version, Cell* cell) noexcept {
    return CompareExchange(expected_cell, expected_version, cell, expected_version);
  }

  // Stores `cell` unconditionally and raises the version. Acquires and releases.
  void ReplaceAndRaise(Cell* cell) noexcept;

 private:
  bool CompareExchange(Cell* expected_cell, uint64_t expected_version, Cell* cell,
                       uint64_t version) noexcept;

  std::atomic<Cell*> cell_;
  std::atomic<uint64_t> version_{0};
};

}  // namespace counter_internal
}  // namespace telemetry

#endif  // COUNTER_INTERNAL_VERSIONED_CELL_H_
