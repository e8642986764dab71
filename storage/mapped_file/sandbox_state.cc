#include "storage/mapped_file/sandbox_state.h"

#include <errno.h>
#include <sys/prctl.h>

#include <atomic>

namespace telemetry {
namespace {

// Nobody has looked at the sandbox yet, and nobody may look any more. PresentState() gives neither.
constexpr int kUnknown = -1;
constexpr int kForbidden = -2;

// The state that is trusted. Relaxed: it publishes nothing else.
constinit std::atomic<int> trusted_state{kUnknown};

// A number that changes when the thread gets its first filter or loses the right to gain
// privileges.
int PresentState() {
  const int error_number = errno;
  const int seccomp_mode = prctl(PR_GET_SECCOMP);
  const int no_new_privileges = prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0);
  errno = error_number;
  // A filter can make both calls fail.
  return 4 * (seccomp_mode + 1) + no_new_privileges + 1;
}

}  // namespace

void TrustSandbox() noexcept {
  int before = trusted_state.load(std::memory_order_relaxed);
  if (before == kForbidden) return;
  // Unless system calls have been forbidden meanwhile.
  trusted_state.compare_exchange_strong(before, PresentState(), std::memory_order_relaxed);
}

bool MayMakeSystemCalls() noexcept {
  int trusted = trusted_state.load(std::memory_order_relaxed);
  if (trusted == kForbidden) return false;
  const int present = PresentState();
  if (trusted == kUnknown &&
      trusted_state.compare_exchange_strong(trusted, present, std::memory_order_relaxed)) {
    return true;
  }
  return present == trusted;
}

void ForbidSystemCalls() noexcept { trusted_state.store(kForbidden, std::memory_order_relaxed); }

bool AreSystemCallsForbidden() noexcept {
  return trusted_state.load(std::memory_order_relaxed) == kForbidden;
}

}  // namespace telemetry
