#include "counter/internal/unwind/rule_cache.h"

#include <cxxabi.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <optional>

#include "counter/internal/unwind/code_object.h"
#include "counter/internal/unwind/frame_rule.h"

namespace telemetry {
namespace counter_internal {
namespace {

constexpr size_t kProbes = 4;
// Not the address of any instruction.
constexpr uintptr_t kBeingFilled = 1;

// Whether `object` stays loaded as long as this code does: it is this code's own object, or one
// that this code needs, the C or the C++ library.
bool StaysLoaded(const CodeObject& object) {
  const uintptr_t needed[] = {
      reinterpret_cast<uintptr_t>(&StaysLoaded),
      reinterpret_cast<uintptr_t>(&getpid),
      reinterpret_cast<uintptr_t>(&abi::__cxa_demangle),
  };
  return std::any_of(std::begin(needed), std::end(needed), [&object](uintptr_t address) {
    return object.begin <= address && address < object.end;
  });
}

uint64_t Mix(uint64_t hash, uint64_t word) {
  hash = (hash ^ word) * 0x9e3779b97f4a7c15;
  return hash ^ (hash >> 32);
}

// Distinguishes functions of other objects by what describes them. Never 0.
uint64_t Fingerprint(const FrameTable& table, uint32_t row) {
  const uint8_t* fde = table.Description(row);
  uint32_t length;
  memcpy(&length, fde, sizeof(length));
  uint64_t hash = Mix(table.size(), reinterpret_cast<uintptr_t>(fde));
  const uint8_t* end = fde + sizeof(length) + length;
  for (const uint8_t* next = fde; next < end; next += sizeof(uint64_t)) {
    uint64_t word = 0;
    memcpy(&word, next, std::min<size_t>(sizeof(word), static_cast<size_t>(end - next)));
    hash = Mix(hash, word);
  }
  return hash | 1;
}

// Whether what `entry` remembers is still in its place.
bool IsCurrent(const RuleCacheEntry& entry, uintptr_t address) {
  const std::optional<CodeObject> object = FindCodeObject(address);
  if (!object || object->eh_frame_header != entry.section) return false;
  const std::optional<FrameTable> table = FrameTable::Of(*object);
  return table && table->size() == entry.rows && Fingerprint(*table, entry.row) == entry.function;
}

RuleCacheEntry* FindEntry(uintptr_t address) {
  for (size_t probe = 0; probe < kProbes; ++probe) {
    RuleCacheEntry& entry = rule_cache[(RuleCacheSlot(address) + probe) % kRules];
    const uintptr_t found = entry.address.load(std::memory_order_acquire);
    if (found == address) return &entry;
    if (found == 0) return nullptr;
  }
  return nullptr;
}

// An empty entry for `address`, for the caller to fill; null if there is none.
RuleCacheEntry* ClaimEntry(uintptr_t address) {
  for (size_t probe = 0; probe < kProbes; ++probe) {
    RuleCacheEntry& entry = rule_cache[(RuleCacheSlot(address) + probe) % kRules];
    uintptr_t expected = 0;
    if (entry.address.compare_exchange_strong(expected, kBeingFilled, std::memory_order_relaxed)) {
      return &entry;
    }
    // Another thread was faster, or is about to be.
    if (expected == address || expected == kBeingFilled) return nullptr;
  }
  return nullptr;
}

CachedRule ReadRule(uintptr_t address, bool remember, FrameRule& scratch) {
  const std::optional<CodeObject> object = FindCodeObject(address);
  if (!object) return {};
  const std::optional<FrameTable> table = FrameTable::Of(*object);
  if (!table) return {};
  const std::optional<uint32_t> row = table->RowOf(address);
  if (!row) return {};
  const std::optional<FrameRule> rule = FrameRuleAt(table->Description(*row), address);
  if (!rule) return {};
  scratch = *rule;
  const uint64_t function = StaysLoaded(*object) ? 0 : Fingerprint(*table, *row);
  if (RuleCacheEntry* entry = remember ? ClaimEntry(address) : nullptr) {
    entry->rule = *rule;
    entry->section = object->eh_frame_header;
    entry->row = *row;
    entry->rows = table->size();
    entry->function = function;
    entry->address.store(address, std::memory_order_release);
  }
  return {.rule = &scratch, .function = function};
}

}  // namespace

constinit RuleCacheEntry rule_cache[kRules];

CachedRule FindFrameRuleSlowly(uintptr_t address, FrameRule& scratch) noexcept {
  const RuleCacheEntry* entry = FindEntry(address);
  if (entry == nullptr) return ReadRule(address, /*remember=*/true, scratch);
  if (entry->function == 0 || IsCurrent(*entry, address)) {
    return {.rule = &entry->rule, .function = entry->function};
  }
  return ReadRule(address, /*remember=*/false, scratch);
}

}  // namespace counter_internal
}  // namespace telemetry
