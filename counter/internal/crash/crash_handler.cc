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
#include "counter/internal/no_cancellation.h"
#include "storage/mapped_file/sigbus_guard.h"

namespace telemetry {
namespace counter_internal {
namespace {

constexpr int kCrashSignals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP};

// The previous actions. Written before the handler is installed, then only read.
constinit struct sigaction previous_actions[std::size(kCrashSignals)] = {};
constinit std::terminate_handler previous_terminate = nullptr;

// The process in which a crash was counted that nothing survives: a std::terminate(), or an abort()
// that nobody handles. What it leads to, an abort(), another thread's std::terminate() or the fault
// by which abort() ends a process that ignores the signal (the first of a container), is the same
// crash. Relaxed: whoever has the turn (BeginCrash()) reads
// and writes it.
constinit std::atomic<pid_t> terminating_process{0};

pid_t ThisThread() { return static_cast<pid_t>(syscall(SYS_gettid)); }

void RecordOnce(int signal, const ucontext_t& context, bool is_final) {
  if (BeginCrash() == CrashTurn::kDoNotRecord) return;
  const pid_t process = getpid();
  if (terminating_process.load(std::memory_order_relaxed) != process) {
    RecordCrash(signal, context);
    if (is_final) terminating_process.store(process, std::memory_order_relaxed);
  }
  EndCrash();
}

// Whether the signal comes again by itself when its handler returns, because the faulting
// instruction is executed again.
bool ComesAgain(const siginfo_t& info) {
  // Not if it was sent (0 or less), or raised after the instruction or at some later moment.
  constexpr int kAsynchronousTagFault = 8;  // SEGV_MTEAERR, which not every C library defines
  return info.si_code > 0 && info.si_code != SI_KERNEL && info.si_signo != SIGTRAP &&
         !(info.si_signo == SIGBUS && info.si_code == BUS_MCEERR_AO) &&
         !(info.si_signo == SIGSEGV && info.si_code == kAsynchronousTagFault);
}

// Restores the previous action, and lets the signal happen again as soon as the handler returns.
void PassOn(int signal, siginfo_t* info) {
  for (size_t i = 0; i < std::size(kCrashSignals); ++i) {
    if (kCrashSignals[i] == signal) sigaction(signal, &previous_actions[i], nullptr);
  }
  // Sending it takes a system call, which a sandbox may forbid.
  if (ComesAgain(*info)) return;
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, signal);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);  // until the handler returns
  if (syscall(SYS_rt_tgsigqueueinfo, getpid(), ThisThread(), signal, info) == 0) return;
  syscall(SYS_tgkill, getpid(), ThisThread(), signal);
}

// Whether abort() led here, and nobody handled the signal before.
bool IsUnhandledAbort(int signal) {
  for (size_t i = 0; i < std::size(kCrashSignals); ++i) {
    const struct sigaction& previous = previous_actions[i];
    if (kCrashSignals[i] != signal) continue;
    return signal == SIGABRT && (previous.sa_flags & SA_SIGINFO) == 0 &&
           previous.sa_handler == SIG_DFL;
  }
  return false;
}

void HandleCrash(int signal, siginfo_t* info, void* context) {
  if (signal == SIGBUS && RepairGuardedPage(*info)) return;
  const int error_number = errno;
  {
    const NoCancellation no_cancellation;
    RecordOnce(signal, *static_cast<const ucontext_t*>(context), IsUnhandledAbort(signal));
  }
  PassOn(signal, info);
  errno = error_number;
}

[[noreturn]] void HandleTerminate() {
  ucontext_t context;
  if (getcontext(&context) == 0) {
    const NoCancellation no_cancellation;
    // After a fault during recording, the signals that HandleCrash() blocks are still blocked.
    sigset_t mask;
    pthread_sigmask(SIG_SETMASK, nullptr, &mask);
    RecordOnce(SIGABRT, context, /*is_final=*/true);
    pthread_sigmask(SIG_SETMASK, &mask, nullptr);
  }
  if (previous_terminate != nullptr) previous_terminate();
  abort();
}

void InstallHandlers() {
  struct sigaction action = {};
  action.sa_sigaction = HandleCrash;
  // SA_NODEFER: a crash in the handler must reach it. Everything else waits.
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
  // Relaxed: a second caller has nothing to wait for.
  if (is_installed.exchange(true, std::memory_order_relaxed)) return;
  GiveNewThreadsSignalStacks();
  previous_terminate = std::set_terminate(HandleTerminate);
  InstallHandlers();
  CountArmed();
}

}  // namespace counter_internal
}  // namespace telemetry
