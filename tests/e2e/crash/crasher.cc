// A program that dies in the way it is told to.
//
//   crasher HOW [DIR]
//
// With DIR it counts its crashes in that telemetry directory; without DIR it has no telemetry.

#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <exception>
#include <map>
#include <stdexcept>
#include <string>
#include <thread>

#include "counter/named_counter.h"
#include "counter/start.h"

namespace crasher {
namespace {

// Keeps the compiler from making a tail call, and from seeing through a pointer.
void Barrier() { asm volatile("" : : : "memory"); }

template <typename T>
T Opaque(T value) {
  asm volatile("" : "+r"(value));
  return value;
}

}  // namespace

[[gnu::noinline]] void Segv() {
  *Opaque<volatile int*>(nullptr) = 1;
  Barrier();
}

[[gnu::noinline]] void Bus() {
  char path[] = "/tmp/crasher.XXXXXX";
  const int empty = mkstemp(path);
  unlink(path);
  void* page = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, empty, 0);
  *static_cast<volatile char*>(page) = 1;  // beyond the end of the file
}

[[gnu::noinline]] void Ill() {
#if defined(__x86_64__)
  asm volatile("ud2");
#else
  asm volatile("udf #0");
#endif
}

[[gnu::noinline]] void Fpe() {
#if defined(__x86_64__)
  Opaque(Opaque(1) / Opaque(0));
#else
  raise(SIGFPE);  // integer division does not trap
#endif
}

[[gnu::noinline]] void Abort() { abort(); }

[[gnu::noinline]] void Trap() {
#if defined(__x86_64__)
  asm volatile("int3");
#else
  asm volatile("brk #0");
#endif
}

[[gnu::noinline]] void Throw() { throw std::runtime_error("nobody catches this"); }

[[gnu::noinline]] void TerminateWithStatus() {
  std::set_terminate([] { _exit(7); });
}

// Makes a second thread end in std::terminate() too.
[[gnu::noinline]] void TerminateElsewhereToo() {
  std::set_terminate([] {
    std::set_terminate([] { abort(); });
    std::thread(Throw).join();
  });
}

// Prints how many signals are blocked.
[[gnu::noinline]] void TerminateWithSignalMask() {
  std::set_terminate([] {
    sigset_t mask;
    pthread_sigmask(SIG_SETMASK, nullptr, &mask);
    int blocked = 0;
    for (int signal = 1; signal < SIGRTMIN; ++signal) blocked += sigismember(&mask, signal) == 1;
    _exit(100 + blocked);
  });
}

[[gnu::noinline]] int Overflow(int depth) {
  volatile char frame[1000];
  frame[0] = static_cast<char>(depth);
  if (depth < 0) return 0;  // never
  return Opaque(Overflow(Opaque(depth) + 1)) + frame[0];
}

[[gnu::noinline]] void CallNull() {
  Opaque<void (*)()>(nullptr)();
  Barrier();
}

// Overwrites its own frame and those of its callers, and returns to nowhere.
[[gnu::noinline]] void SmashStack() {
  char* frame = static_cast<char*>(__builtin_frame_address(0));
  for (char* byte = frame; byte < frame + 256; ++byte) *Opaque(byte) = 0x41;
}

// The same, but does not return, and leaves a frame pointer beyond the end of the stack: following
// it faults.
[[gnu::noinline]] void SmashStackAndTerminate() {
  char* frame = static_cast<char*>(__builtin_frame_address(0));
  for (char* byte = frame; byte < frame + 256; ++byte) *Opaque(byte) = 0x41;
#if defined(__x86_64__)
  asm volatile("lea 0x80000(%rsp), %rbp; and $-16, %rbp");
#else
  asm volatile("add x29, sp, #0x80, lsl #12");
#endif
  std::terminate();
}

// Corrupts the allocator's own data, so that malloc() notices and aborts.
[[gnu::noinline]] void AbortInMalloc() {
  constexpr size_t kBytes = 100000;
  char* block = static_cast<char*>(malloc(kBytes));
  memset(Opaque(block), 0x41, kBytes + 100);
  free(Opaque(malloc(kBytes)));
}

// Leaves the handler with a stack that it cannot read.
[[gnu::noinline]] void LoseStackPointer() {
#if defined(__x86_64__)
  asm volatile("mov $0x1000, %rsp; xor %eax, %eax; mov %eax, (%rax)");
#else
  asm volatile("mov x0, #0x1000; mov sp, x0; mov x0, #0; str xzr, [x0]");
#endif
}

[[gnu::noinline]] void InThread(void (*function)()) { std::thread(function).join(); }

[[gnu::noinline]] void ManyAtOnce() {
  for (int i = 0; i < 8; ++i) std::thread(Segv).detach();
  sleep(10);
}

// The child crashes; this process exits with the child's signal as its status.
[[gnu::noinline]] void InChild() {
  const pid_t child = fork();
  if (child == 0) Segv();
  int status = 0;
  waitpid(child, &status, 0);
  _exit(100 + WTERMSIG(status));
}

void ExitWithStatus(int) { _exit(42); }

void CountHandled(int, siginfo_t* info, void*) {
  char text[100];
  const int size =
      snprintf(text, sizeof(text), "code %d address %p\n", info->si_code, info->si_addr);
  (void)!write(STDOUT_FILENO, text, static_cast<size_t>(size));
  _exit(43);
}

void InstallPlainHandler() { signal(SIGSEGV, ExitWithStatus); }

void InstallInfoHandler() {
  struct sigaction action = {};
  action.sa_sigaction = CountHandled;
  action.sa_flags = SA_SIGINFO;
  sigaction(SIGSEGV, &action, nullptr);
}

volatile sig_atomic_t handled = 0;

// Lets the program survive a signal that it raises itself.
void InstallSurvivingHandler() {
  signal(SIGTRAP, [](int) { handled = handled + 1; });
}

[[gnu::noinline]] void RaiseTwice() {
  raise(SIGTRAP);
  raise(SIGTRAP);
  _exit(handled);
}

void IgnoreTrap() { signal(SIGTRAP, SIG_IGN); }

[[gnu::noinline]] void RaiseAndExit() {
  raise(SIGTRAP);
  _exit(5);
}

void LimitFileSize() {
  const rlimit none = {0, 0};
  setrlimit(RLIMIT_FSIZE, &none);
}

// More names than fit into a counter file's first page.
void CountManyNames() {
  for (int i = 0; i < 1000; ++i) {
    telemetry::FindOrCreateCounter("crasher/name:" + std::to_string(i)).Inc();
  }
}

[[gnu::noinline]] void KillSelf() {
  kill(getpid(), SIGSEGV);
  Barrier();
}

struct Way {
  void (*crash)();
  void (*before_start)() = nullptr;
  void (*after_start)() = nullptr;
};

const std::map<std::string, Way>& Ways() {
  static const auto* const ways = new std::map<std::string, Way>{
      {"segv", {Segv}},
      {"bus", {Bus}},
      {"ill", {Ill}},
      {"fpe", {Fpe}},
      {"abort", {Abort}},
      {"trap", {Trap}},
      {"throw", {Throw}},
      {"terminate-with-status", {Throw, TerminateWithStatus}},
      {"terminate-twice", {Throw, TerminateElsewhereToo}},
      {"terminate-on-smashed-stack", {SmashStackAndTerminate, TerminateWithSignalMask}},
      {"overflow", {[] { Overflow(0); }}},
      {"call-null", {CallNull}},
      {"smashed-stack", {SmashStack}},
      {"in-malloc", {AbortInMalloc}},
      {"lost-stack-pointer", {LoseStackPointer}},
      {"thread-segv", {[] { InThread(Segv); }}},
      {"thread-overflow", {[] { InThread([] { Overflow(0); }); }}},
      {"many-at-once", {ManyAtOnce}},
      {"in-child", {InChild}},
      {"plain-handler", {Segv, InstallPlainHandler}},
      {"info-handler", {Segv, InstallInfoHandler}},
      {"later-handler", {Segv, nullptr, InstallPlainHandler}},
      {"survivor", {RaiseTwice, InstallSurvivingHandler}},
      {"ignored", {RaiseAndExit, IgnoreTrap}},
      {"no-room", {Segv, nullptr, LimitFileSize}},
      {"many-names", {Segv, nullptr, CountManyNames}},
      {"sent", {KillSelf}},
  };
  return *ways;
}

}  // namespace crasher

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  const auto way = crasher::Ways().find(argv[1]);
  if (way == crasher::Ways().end()) return 2;
  if (way->second.before_start != nullptr) way->second.before_start();
  if (argc > 2) {
    (void)telemetry::Start({.program = "example.com/crasher",
                            .version = "v1.0.0",
                            .telemetry_dir = argv[2],
                            .count_crashes = true});
  }
  if (way->second.after_start != nullptr) way->second.after_start();
  way->second.crash();
  return 0;
}
