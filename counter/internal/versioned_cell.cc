#include "counter/internal/versioned_cell.h"

#include <cstdint>

#if defined(__x86_64__)
#define TELEMETRY_HAS_TWO_WORD_SWAP [[gnu::target("cx16")]]
#elif defined(__aarch64__)
#define TELEMETRY_HAS_TWO_WORD_SWAP
#else
#error "Counters need a compare-and-swap of two words."
#endif

namespace telemetry {
namespace counter_internal {
namespace {

// Both words, as the processor swaps them. std::atomic would call a library here, which may lock.
using Words [[gnu::may_alias]] = unsigned __int128;

Words Pack(VersionedCell::Cell* cell, uint64_t version) {
  return static_cast<Words>(version) << 64 | reinterpret_cast<uintptr_t>(cell);
}

}  // namespace

TELEMETRY_HAS_TWO_WORD_SWAP bool VersionedCell::CompareExchange(Cell* expected_cell,
                                                                uint64_t expected_version,
                                                                Cell* cell,
                                                                uint64_t version) noexcept {
  static_assert(sizeof(VersionedCell) == sizeof(Words));
  static_assert(alignof(VersionedCell) == sizeof(Words));
  // A full barrier. Loads of single words elsewhere see either the old or the new one: on both
  // processors an aligned word of what is swapped is never torn.
  return __sync_bool_compare_and_swap(reinterpret_cast<Words*>(this),
                                      Pack(expected_cell, expected_version), Pack(cell, version));
}

// For the same processor: clang inlines the swap here, and would then call a library after all.
TELEMETRY_HAS_TWO_WORD_SWAP void VersionedCell::ReplaceAndRaise(Cell* cell) noexcept {
  for (;;) {
    const uint64_t expected_version = version();
    if (CompareExchange(this->cell(), expected_version, cell, expected_version + 1)) return;
  }
}

}  // namespace counter_internal
}  // namespace telemetry
