#include "counter/internal/crash/crash_handler.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include <atomic>
#include <cstddef>
#include <exception>
#include <iterator>

#include "counter/internal/crash/crash_record.h"
#include "counter/internal/crash/signal_stack.h"
#include "storage/sigbus_guard.h"

namespace telemetry {
namespace internal {
namespace {

constexpr int kCrashSignals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP};

// The actions that were there before. Written before the handler is installed, then only read.
constinit struct sigaction previous_actions[std::size(kCrashSignals)] = {};
constinit std::terminate_handler previous_terminate = nullptr;

// The thread whose std::terminate() has been counted: its abort() is the same crash.
constinit std::atomic<pid_t> terminating_thread{0};

pid_t ThisThread() { return static_cast<pid_t>(syscall(SYS_gettid)); }

void RecordOnce(const ucontext_t& context) {
  if (BeginCrash() == CrashTurn::kDoNotRecord) return;
  RecordCrash(context);
  EndCrash();
}

// Puts back what was there before, and lets the signal happen again as soon as the handler returns.
void PassOn(int signal, siginfo_t* info) {
  for (size_t i = 0; i < std::size(kCrashSignals); ++i) {
    if (kCrashSignals[i] == signal) sigaction(signal, &previous_actions[i], nullptr);
  }
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, signal);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);  // until the handler returns
  if (syscall(SYS_rt_tgsigqueueinfo, getpid(), ThisThread(), signal, info) == 0) return;
  // A sandbox may forbid it. What a fault raised happens again by itself.
  if (info->si_code <= 0) syscall(SYS_tgkill, getpid(), ThisThread(), signal);
}

void HandleCrash(int signal, siginfo_t* info, void* context) {
  if (signal == SIGBUS && RepairGuardedPage(*info)) return;
  const int error_number = errno;
  // Relaxed: only this thread's own store matters.
  const bool is_counted =
      signal == SIGABRT && terminating_thread.load(std::memory_order_relaxed) == ThisThread();
  if (!is_counted) RecordOnce(*static_cast<const ucontext_t*>(context));
  PassOn(signal, info);
  errno = error_number;
}

[[noreturn]] void HandleTerminate() {
  ucontext_t context;
  if (getcontext(&context) == 0) {
    RecordOnce(context);
    terminating_thread.store(ThisThread(), std::memory_order_relaxed);
  }
  if (previous_terminate != nullptr) previous_terminate();
  abort();
}

void InstallHandlers() {
  struct sigaction action = {};
  action.sa_sigaction = HandleCrash;
  // SA_NODEFER: a crash in the handler has to reach it. Everything else waits.
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
  sigfillset(&action.sa_mask);
  for (const int signal : kCrashSignals) sigdelset(&action.sa_mask, signal);
  for (size_t i = 0; i < std::size(kCrashSignals); ++i) {
    struct sigaction& previous = previous_actions[i];
    if (sigaction(kCrashSignals[i], nullptr, &previous) != 0) continue;
    const bool is_ignored = (previous.sa_flags & SA_SIGINFO) == 0 && previous.sa_handler == SIG_IGN;
    if (!is_ignored) sigaction(kCrashSignals[i], &action, nullptr);
  }
}

}  // namespace

void CountCrashes() noexcept {
  static constinit std::atomic<bool> is_installed{false};
  EnsureSignalStack();
  // Relaxed: whoever comes second has nothing to wait for.
  if (is_installed.exchange(true, std::memory_order_relaxed)) return;
  GiveNewThreadsSignalStacks();
  previous_terminate = std::set_terminate(HandleTerminate);
  InstallHandlers();
}

}  // namespace internal
}  // namespace telemetry
