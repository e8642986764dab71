#include "counter/internal/week_file/rotation_thread.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>

#include "absl/functional/function_ref.h"
#include "absl/time/time.h"
#include "counter/internal/session.h"

namespace telemetry {
namespace counter_internal {
namespace {

constinit std::atomic<pid_t> process_with_thread{0};

// Uses the clock that keeps running while the machine is suspended. False if it cannot sleep, so
// that the thread ends instead of spinning.
bool Sleep(absl::Duration duration) {
  timespec rest = absl::ToTimespec(duration);
  int error;
  do {
    error = clock_nanosleep(CLOCK_BOOTTIME, 0, &rest, &rest);
  } while (error == EINTR);
  return error == 0;
}

void* RunThread(void*) {
  RotateRepeatedly(Sleep);
  return nullptr;
}

// False if no thread was started.
bool StartDetachedThread() {
  pthread_attr_t attributes;
  if (pthread_attr_init(&attributes) != 0) return false;
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_t thread;
  // The default stack size: the C library takes the program's thread_local variables from it,
  // however many there are.
  const int error = pthread_create(&thread, &attributes, RunThread, nullptr);
  pthread_attr_destroy(&attributes);
  return error == 0;
}

}  // namespace

void RotateRepeatedly(absl::FunctionRef<bool(absl::Duration)> sleep) noexcept {
  while (sleep(std::clamp(SessionAttention(), kShortestSleep, kLongestSleep))) RotateSession();
}

void StartRotationThread() noexcept {
  const pid_t process = getpid();
  // Acquire-release: one caller per process goes on.
  const pid_t previous_process = process_with_thread.exchange(process, std::memory_order_acq_rel);
  if (previous_process == process) return;
  sigset_t blocked;
  sigset_t previous;
  sigfillset(&blocked);
  // A truncated file raises it, and the guard (sigbus_guard.h) must get it.
  sigdelset(&blocked, SIGBUS);
  pthread_sigmask(SIG_SETMASK, &blocked, &previous);
  if (!StartDetachedThread()) process_with_thread.store(0, std::memory_order_release);
  pthread_sigmask(SIG_SETMASK, &previous, nullptr);
}

}  // namespace counter_internal
}  // namespace telemetry
