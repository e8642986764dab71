#include "counter/internal/registry.h"

#include <link.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <new>

#include "absl/functional/function_ref.h"

namespace telemetry {
namespace internal {
namespace {

constexpr size_t kSlotsInChunk = 255;

struct Chunk {
  // Slots handed out; more than kSlotsInChunk if the chunk is full.
  std::atomic<size_t> used{0};
  RegistrySlot slots[kSlotsInChunk];
  std::atomic<Chunk*> next{nullptr};
};

constinit Chunk first_chunk;
constinit std::atomic<pid_t> registry_process{0};

// The chunk after `chunk`, made if there is none; null if there is no memory.
Chunk* NextChunk(Chunk& chunk) noexcept {
  // Acquire: pairs with the release below; the chunk's constructor has run.
  if (Chunk* next = chunk.next.load(std::memory_order_acquire)) return next;
  void* memory =
      mmap(nullptr, sizeof(Chunk), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return nullptr;
  Chunk* made = new (memory) Chunk;
  Chunk* expected = nullptr;
  if (chunk.next.compare_exchange_strong(expected, made, std::memory_order_acq_rel,
                                         std::memory_order_acquire)) {
    return made;
  }
  munmap(memory, sizeof(Chunk));
  return expected;
}

using Visit = absl::FunctionRef<void(RegistrySlot&, Counter*)>;

template <typename CanTouch>
void VisitSlots(CanTouch can_touch, Visit visit) {
  for (Chunk* chunk = &first_chunk; chunk != nullptr;
       chunk = chunk->next.load(std::memory_order_acquire)) {
    for (RegistrySlot& slot : chunk->slots) {
      // Sequentially consistent: see Counter's Settle().
      Counter* counter = slot.counter.load(std::memory_order_seq_cst);
      if (counter != nullptr && can_touch(slot, reinterpret_cast<uintptr_t>(counter))) {
        visit(slot, counter);
      }
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
  for (Chunk* chunk = &first_chunk; chunk != nullptr; chunk = NextChunk(*chunk)) {
    // Looked at first, so that a full chunk's counter does not grow with every later counter.
    // Relaxed: the index is all that these exchange.
    if (chunk->used.load(std::memory_order_relaxed) >= kSlotsInChunk) continue;
    const size_t index = chunk->used.fetch_add(1, std::memory_order_relaxed);
    if (index >= kSlotsInChunk) continue;
    RegistrySlot& slot = chunk->slots[index];
    slot.interned = interned;
    // Sequentially consistent: see Counter's Settle().
    slot.counter.store(counter, std::memory_order_seq_cst);
    return &slot;
  }
  return nullptr;
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
