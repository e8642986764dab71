#include "storage/mapped_file/sigbus_guard.h"

#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace telemetry {
namespace sigbus_guard_internal {

// `bytes` is written before `begin` (release) and read after it (acquire): the handler never sees a
// new range with the size of an old one. A slot is free while `begin` is 0, and being filled while
// it is kFilling, which is not the address of any page.
struct Slot {
  std::atomic<uintptr_t> begin{0};
  std::atomic<size_t> bytes{0};
  // Relaxed: a hint to the owner; it publishes nothing.
  std::atomic<bool> lost{false};
};

}  // namespace sigbus_guard_internal

namespace {

using sigbus_guard_internal::Slot;

constexpr uintptr_t kFilling = 1;
constinit Slot slots[64];

// What InstallSigbusGuard() found. Written before the handler is installed, then only read.
struct sigaction previous_action;
size_t page_bytes;

Slot* SlotOf(uintptr_t address) {
  for (Slot& slot : slots) {
    const uintptr_t begin = slot.begin.load(std::memory_order_acquire);
    if (begin > kFilling && address >= begin &&
        address - begin < slot.bytes.load(std::memory_order_relaxed)) {
      return &slot;
    }
  }
  return nullptr;
}

// Puts an empty page at `address` if it is in a guarded range.
bool Repair(uintptr_t address) {
  Slot* slot = SlotOf(address);
  if (slot == nullptr) return false;
  slot->lost.store(true, std::memory_order_relaxed);
  void* page = reinterpret_cast<void*>(address - address % page_bytes);
  return mmap(page, page_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1,
              0) != MAP_FAILED;
}

// Does what would have happened without the guard.
void PassOn(int signal, siginfo_t* info, void* context) {
  const struct sigaction previous = previous_action;
  if ((previous.sa_flags & SA_SIGINFO) != 0) {
    if ((previous.sa_flags & SA_RESETHAND) != 0) ::signal(SIGBUS, SIG_DFL);
    previous.sa_sigaction(signal, info, context);
    return;
  }
  // A signal that someone sent (code 0 or less) can be ignored; one raised by a bad access cannot.
  const bool was_sent = info->si_code <= 0;
  if (previous.sa_handler == SIG_IGN && was_sent) return;
  if (previous.sa_handler == SIG_IGN || previous.sa_handler == SIG_DFL) {
    // On return the access happens again and ends the process at the same instruction.
    ::signal(SIGBUS, SIG_DFL);
    if (was_sent) raise(SIGBUS);  // pending until the return
    return;
  }
  if ((previous.sa_flags & SA_RESETHAND) != 0) ::signal(SIGBUS, SIG_DFL);
  previous.sa_handler(signal);
}

void HandleSigbus(int signal, siginfo_t* info, void* context) {
  if (!RepairGuardedPage(*info)) PassOn(signal, info, context);
}

}  // namespace

bool RepairGuardedPage(const siginfo_t& info) noexcept {
  const int error_number = errno;
  const bool repaired = info.si_code > 0 && Repair(reinterpret_cast<uintptr_t>(info.si_addr));
  errno = error_number;
  return repaired;
}

void InstallSigbusGuard() noexcept {
  static constinit std::atomic<bool> installed{false};
  // Relaxed: a second caller has nothing to wait for.
  if (installed.exchange(true, std::memory_order_relaxed)) return;
  page_bytes = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  if (sigaction(SIGBUS, nullptr, &previous_action) != 0) return;
  struct sigaction action = previous_action;  // its mask, and flags such as SA_NODEFER
  action.sa_sigaction = HandleSigbus;
  action.sa_flags |= SA_SIGINFO | SA_ONSTACK;
  action.sa_flags &= ~static_cast<int>(SA_RESETHAND);
  sigaction(SIGBUS, &action, nullptr);
}

GuardedRange::GuardedRange(const void* begin, size_t bytes) noexcept {
  if (bytes == 0) return;
  for (Slot& slot : slots) {
    uintptr_t is_free = 0;
    // Acquire: pairs with the destructor's release, so this comes after the slot's last use.
    if (slot.begin.compare_exchange_strong(is_free, kFilling, std::memory_order_acquire,
                                           std::memory_order_relaxed)) {
      slot.bytes.store(bytes, std::memory_order_relaxed);
      slot.lost.store(false, std::memory_order_relaxed);
      slot.begin.store(reinterpret_cast<uintptr_t>(begin), std::memory_order_release);
      slot_ = &slot;
      return;
    }
  }
}

GuardedRange::~GuardedRange() {
  if (slot_ != nullptr) slot_->begin.store(0, std::memory_order_release);
}

bool GuardedRange::lost() const noexcept {
  return slot_ != nullptr && slot_->lost.load(std::memory_order_relaxed);
}

}  // namespace telemetry
