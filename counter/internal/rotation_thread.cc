#include "counter/internal/rotation_thread.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/timerfd.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "absl/time/time.h"
#include "counter/internal/session.h"
#include "counter/internal/unix_time.h"

namespace telemetry {
namespace internal {
namespace {

// How soon to try again when a rotation found no file.
constexpr absl::Duration kRetryInterval = absl::Hours(1);

constexpr size_t kStackBytes = 64 << 10;

constinit std::atomic<pid_t> process_with_thread{0};

// Sleeps until `deadline`, or until the system's clock is set. A timer on the clock itself, because
// any other sleep comes out wrong when the machine was suspended or the clock jumped.
void SleepUntil(int timer, absl::Time deadline) {
  itimerspec setting = {};
  setting.it_value.tv_sec = std::max<int64_t>(1, UnixSecondsOf(deadline));
  timerfd_settime(timer, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &setting, nullptr);
  uint64_t expirations;
  while (read(timer, &expirations, sizeof(expirations)) < 0 && errno == EINTR) {
  }
}

// Without a file there is no end of its week, only the hope that one can be had later.
absl::Time NextLook(absl::Time now) {
  const absl::Time end = SessionEnd();
  return end == absl::InfiniteFuture() ? now + kRetryInterval : end;
}

void* RotateForEver(void*) {
  const int timer = timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC);
  if (timer < 0) return nullptr;
  for (;;) {
    SleepUntil(timer, NextLook(SystemTime()));
    RotateSession();
  }
}

}  // namespace

void StartRotationThread() noexcept {
  // Acquire-release: one caller of each process goes on.
  if (process_with_thread.exchange(getpid(), std::memory_order_acq_rel) == getpid()) return;
  sigset_t blocked;
  sigset_t previous;
  sigfillset(&blocked);
  // A file that was truncated raises it, and the guard (sigbus_guard.h) must get it.
  sigdelset(&blocked, SIGBUS);
  pthread_attr_t attributes;
  if (pthread_attr_init(&attributes) != 0) return;
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&attributes, kStackBytes);
  pthread_sigmask(SIG_SETMASK, &blocked, &previous);
  pthread_t thread;
  (void)pthread_create(&thread, &attributes, RotateForEver, nullptr);
  pthread_sigmask(SIG_SETMASK, &previous, nullptr);
  pthread_attr_destroy(&attributes);
}

}  // namespace internal
}  // namespace telemetry
