#include "counter/internal/crash/signal_stack.h"

#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <optional>

namespace telemetry {
namespace counter_internal {
namespace {

constexpr size_t kStackBytes = 64 << 10;

size_t PageBytes() { return static_cast<size_t>(sysconf(_SC_PAGESIZE)); }

// What the kernel needs for this processor's registers, plus kStackBytes for us, in whole pages.
size_t StackBytes() {
  const long minimum = sysconf(_SC_MINSIGSTKSZ);
  const size_t wanted = kStackBytes + static_cast<size_t>(std::max(minimum, 0L));
  return (wanted + PageBytes() - 1) / PageBytes() * PageBytes();
}

// Frees the signal stack of the ending thread, whose guard page is at `memory`.
void GiveBack(void* memory) {
  const stack_t none = {.ss_sp = nullptr, .ss_flags = SS_DISABLE, .ss_size = 0};
  stack_t current;
  void* const ours = static_cast<char*>(memory) + PageBytes();
  if (sigaltstack(nullptr, &current) == 0 && current.ss_sp == ours) sigaltstack(&none, nullptr);
  munmap(memory, PageBytes() + StackBytes());
}

// The key under which a thread keeps its stack, so that it is released when the thread ends. None
// if the process has used up its keys: then threads get no stack.
std::optional<pthread_key_t> StackKey() {
  static const std::optional<pthread_key_t> key = []() -> std::optional<pthread_key_t> {
    pthread_key_t made;
    if (pthread_key_create(&made, GiveBack) != 0) return std::nullopt;
    return made;
  }();
  return key;
}

}  // namespace

void EnsureSignalStack() noexcept {
  stack_t current;
  if (sigaltstack(nullptr, &current) != 0 || (current.ss_flags & SS_DISABLE) == 0) return;
  const std::optional<pthread_key_t> key = StackKey();
  if (!key.has_value()) return;
  const size_t bytes = StackBytes();
  void* memory = mmap(nullptr, PageBytes() + bytes, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) return;
  const stack_t ours = {
      .ss_sp = static_cast<char*>(memory) + PageBytes(), .ss_flags = 0, .ss_size = bytes};
  if (mprotect(memory, PageBytes(), PROT_NONE) != 0 || sigaltstack(&ours, nullptr) != 0) {
    munmap(memory, PageBytes() + bytes);
    return;
  }
  (void)pthread_setspecific(*key, memory);
}

}  // namespace counter_internal
}  // namespace telemetry
