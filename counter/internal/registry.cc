#include "counter/internal/registry.h"

#include <link.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "absl/functional/function_ref.h"
#include "absl/types/span.h"
#include "counter/internal/symbol/elf_image.h"
#include "counter/internal/unwind/code_object.h"

namespace telemetry {
namespace counter_internal {
namespace {

// Zeros: memory is used only as slots are, and is never requested, which a sandbox may forbid.
constinit RegistrySlot slots[kMaxRegisteredCounters];
// Slots handed out; a little more than there are if they ran out.
constinit std::atomic<size_t> slots_used{0};
constinit std::atomic<pid_t> registry_process{0};

// The process that first used a counter. Relaxed: it is read in that process or its children, and a
// fork orders what was stored before it.
constinit std::atomic<pid_t> first_process{0};

using Visit = absl::FunctionRef<void(RegistrySlot&, Counter*)>;

absl::Span<RegistrySlot> UsedSlots() {
  // Sequentially consistent: see SettlementSteps::CurrentFile() in counter.cc.
  const size_t used = std::min(slots_used.load(std::memory_order_seq_cst), kMaxRegisteredCounters);
  return absl::MakeSpan(slots, used);
}

bool IsInLibrary(const Counter* counter) {
  const std::optional<CodeObject> object = FindCodeObject(reinterpret_cast<uintptr_t>(counter));
  return object.has_value() && !object->is_program();
}

// Whether a library has a counter, or another variable, at this address now.
bool IsLibrarysVariable(const Counter* counter) {
  const auto address = reinterpret_cast<uintptr_t>(counter);
  const std::optional<CodeObject> object = FindCodeObject(address);
  return object.has_value() && IsInWritableSegment(*object, address);
}

// Visits the counters in libraries. Requires that no library is unloaded meanwhile.
void VisitLibraries(Visit visit) {
  for (RegistrySlot& slot : UsedSlots()) {
    Counter* counter = slot.counter.load(std::memory_order_seq_cst);
    if (counter != nullptr && slot.is_in_library && IsLibrarysVariable(counter)) {
      visit(slot, counter);
    }
  }
}

// Called with the first loaded object, under the loader's lock.
int VisitLibrariesUnderLock(dl_phdr_info*, size_t, void* visit) {
  VisitLibraries(*static_cast<Visit*>(visit));
  return 1;
}

}  // namespace

RegistrySlot* AddToRegistry(Counter* counter) noexcept {
  if (registry_process.load(std::memory_order_relaxed) == 0) ClaimRegistry();
  // Checked first, so that the number does not grow with every later use. The addition and the
  // store below are sequentially consistent: see SettlementSteps::CurrentFile() in counter.cc.
  if (slots_used.load(std::memory_order_relaxed) >= kMaxRegisteredCounters) return nullptr;
  const size_t index = slots_used.fetch_add(1, std::memory_order_seq_cst);
  if (index >= kMaxRegisteredCounters) return nullptr;
  RegistrySlot& slot = slots[index];
  slot.is_in_library = IsInLibrary(counter);
  slot.counter.store(counter, std::memory_order_seq_cst);
  return &slot;
}

void ForEachInRegistry(Visit visit) {
  bool has_libraries = false;
  for (RegistrySlot& slot : UsedSlots()) {
    Counter* counter = slot.counter.load(std::memory_order_seq_cst);
    if (counter == nullptr) continue;
    has_libraries |= slot.is_in_library;
    if (!slot.is_in_library) visit(slot, counter);
  }
  if (!has_libraries) return;
  if (first_process.load(std::memory_order_relaxed) != getpid()) {
    VisitLibraries(visit);
  } else {
    dl_iterate_phdr(VisitLibrariesUnderLock, &visit);
  }
}

// Relaxed, like the accesses in ClaimRegistry(): only Open() acts on it, and a fork orders it.
pid_t RegistryProcess() noexcept { return registry_process.load(std::memory_order_relaxed); }

void ClaimRegistry() noexcept {
  const pid_t process = getpid();
  registry_process.store(process, std::memory_order_relaxed);
  pid_t none = 0;
  first_process.compare_exchange_strong(none, process, std::memory_order_relaxed);
}

}  // namespace counter_internal
}  // namespace telemetry
