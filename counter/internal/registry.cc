#include "counter/internal/registry.h"

#include <link.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "absl/functional/function_ref.h"
#include "absl/types/span.h"

namespace telemetry {
namespace internal {
namespace {

// Zeros: memory is used as slots are, and none is ever asked for, which a sandbox may forbid.
constinit RegistrySlot slots[kMaxRegisteredCounters];
// Slots handed out; a little more than there are if they did not suffice.
constinit std::atomic<size_t> slots_used{0};
constinit std::atomic<pid_t> registry_process{0};

using Visit = absl::FunctionRef<void(RegistrySlot&, Counter*)>;

template <typename CanTouch>
void VisitSlots(CanTouch can_touch, Visit visit) {
  // Sequentially consistent, both: see Counter's Settle().
  const size_t used = std::min(slots_used.load(std::memory_order_seq_cst), kMaxRegisteredCounters);
  for (RegistrySlot& slot : absl::MakeSpan(slots, used)) {
    Counter* counter = slot.counter.load(std::memory_order_seq_cst);
    if (counter != nullptr && can_touch(slot, reinterpret_cast<uintptr_t>(counter))) {
      visit(slot, counter);
    }
  }
}

bool IsInWritableSegment(const dl_phdr_info& object, uintptr_t address) {
  for (int i = 0; i < object.dlpi_phnum; ++i) {
    const ElfW(Phdr)& segment = object.dlpi_phdr[i];
    if (segment.p_type != PT_LOAD || (segment.p_flags & PF_W) == 0) continue;
    // Unsigned: an address below the segment wraps to a large offset.
    if (address - (object.dlpi_addr + segment.p_vaddr) < segment.p_memsz) return true;
  }
  return false;
}

// What the callback of dl_iterate_phdr works on.
struct Walk {
  Visit visit;
  bool is_first_object = true;
};

// Called with each loaded object, under the loader's lock.
int VisitObject(dl_phdr_info* object, size_t, void* data) {
  Walk& walk = *static_cast<Walk*>(data);
  if (object->dlpi_subs == 0) {
    // No library was ever unloaded, so every counter is still there.
    VisitSlots([](RegistrySlot&, uintptr_t) { return true; }, walk.visit);
    return 1;
  }
  if (walk.is_first_object) {
    walk.is_first_object = false;
    VisitSlots([](RegistrySlot& slot, uintptr_t) { return slot.interned; }, walk.visit);
  }
  VisitSlots(
      [object](RegistrySlot& slot, uintptr_t address) {
        return !slot.interned && IsInWritableSegment(*object, address);
      },
      walk.visit);
  return 0;
}

}  // namespace

RegistrySlot* AddToRegistry(Counter* counter, bool interned) noexcept {
  if (registry_process.load(std::memory_order_relaxed) == 0) ClaimRegistry();
  // Looked at first, so that the number does not grow with every later use. Sequentially consistent,
  // as the store below: see Counter's Settle().
  if (slots_used.load(std::memory_order_relaxed) >= kMaxRegisteredCounters) return nullptr;
  const size_t index = slots_used.fetch_add(1, std::memory_order_seq_cst);
  if (index >= kMaxRegisteredCounters) return nullptr;
  RegistrySlot& slot = slots[index];
  slot.interned = interned;
  slot.counter.store(counter, std::memory_order_seq_cst);
  return &slot;
}

void ForEachInRegistry(Visit visit) {
  Walk walk{visit};
  dl_iterate_phdr(VisitObject, &walk);
}

// Relaxed, here and below: only Open() acts on it, and a fork orders it.
pid_t RegistryProcess() noexcept { return registry_process.load(std::memory_order_relaxed); }

void ClaimRegistry() noexcept { registry_process.store(getpid(), std::memory_order_relaxed); }

}  // namespace internal
}  // namespace telemetry
