// A tool that works step by step and counts meanwhile:
//
//   subject STEP...      a step is NAME or NAME=VALUE; see kSteps
//
// It prints the results of its work and exits with status 7. Tests run it under adverse conditions
// beside its twin (subject_telemetry.h) and expect no difference.

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "tests/e2e/harmless/many_counters.h"
#include "tests/e2e/harmless/sandbox.h"
#include "tests/e2e/harmless/subject_telemetry.h"

namespace subject {
namespace {

constexpr int kStatus = 7;

constinit Counter before_main("subject/before_main");
constinit Counter work("subject/work");
constinit Counter in_child("subject/child");
constinit Counter in_thread("subject/thread");
constinit Counter in_handler("subject/handler");
constinit Counter at_exit("subject/at_exit");
constinit Counter in_destructor("subject/destructor");
constinit StackCounter stacks("subject/stack", 8);
constinit Counter many[] = {SUBJECT_THOUSAND_COUNTERS};

// Counts before and after main().
struct BeforeAndAfterMain {
  BeforeAndAfterMain() { before_main.Inc(); }
  ~BeforeAndAfterMain() { in_destructor.Inc(); }
} before_and_after_main;

[[noreturn]] void Die(const char* what) {
  perror(what);
  exit(99);
}

void Print(const char* what, long value) {
  printf("%s: %ld\n", what, value);
  fflush(stdout);
}

// Prints the next line of the tool's own results.
void Work(const char*) {
  static int below = 0;
  below += 100;
  int primes = 0;
  for (int n = 2; n < below; ++n) {
    bool is_prime = true;
    for (int divisor = 2; divisor * divisor <= n; ++divisor) is_prime &= n % divisor != 0;
    primes += is_prime;
  }
  printf("%d primes below %d\n", primes, below);
  fflush(stdout);
  work.Inc();
}

void Open(const char*) { OpenTelemetry(); }
void Start(const char*) { StartTelemetry(); }
void OpenRotating(const char*) { OpenTelemetry(/*rotate=*/true); }
void Rotate(const char*) { RotateTelemetry(); }

void CountMany(const char* how_many) {
  for (int i = 0; i < atoi(how_many); ++i) many[i].Inc();
}

void CountStack(const char*) {
  errno = 0;
  stacks.Inc();
  Print("errno", errno);
}

// Works, counts and opens telemetry in a cancelled thread.
void WorkCancelled(const char*) {
  std::thread([] {
    pthread_cancel(pthread_self());
    OpenTelemetry();
    RotateTelemetry();
    in_thread.Inc();
    CountMany("1000");
    stacks.Inc();
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, nullptr);
    puts("not cancelled yet");
  }).join();
}

void NextWeek(const char*) {
  SkipWeek();
  RotateTelemetry();
}

// Stops, as on Ctrl-Z in a shell, until the test continues it.
void Pause(const char*) { raise(SIGSTOP); }

void Sleep(const char* seconds) { sleep(atoi(seconds)); }

// Prints the number of the descriptor that the program gets for a file.
void Descriptor(const char*) {
  const int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
  Print("descriptor", fd);
  if (fd >= 0) close(fd);
}

void CloseAll(const char*) {
  if (close_range(3, ~0u, 0) != 0) Die("close_range");
}

void LimitFiles(const char* limit) { LimitResource(RLIMIT_NOFILE, atoi(limit)); }
void LimitFileSize(const char* limit) { LimitResource(RLIMIT_FSIZE, atoi(limit)); }
void LimitMemory(const char* limit) { LimitResource(RLIMIT_AS, atol(limit)); }

void ForbidMmap(const char*) { ForbidSystemCalls({SYS_mmap, SYS_mremap}); }

void ForbidOpen(const char*) {
  ForbidSystemCalls({
#ifdef SYS_open
      SYS_open,
      SYS_creat,
#endif
      SYS_openat,
  });
}

void ForbidSignals(const char*) {
  ForbidSystemCalls({SYS_kill, SYS_tgkill, SYS_rt_sigqueueinfo, SYS_rt_tgsigqueueinfo});
}

// What a typical filter leaves to a program that computes and prints. It includes nothing that
// telemetry would like to call, not even prctl(2).
#define SUBJECT_LITTLE                                                                      \
  SYS_read, SYS_write, SYS_close, SYS_brk, SYS_mmap, SYS_munmap, SYS_mprotect, SYS_madvise, \
      SYS_futex, SYS_sched_yield, SYS_rt_sigreturn, SYS_sigaltstack, SYS_exit, SYS_exit_group

void AllowLittle(const char*) { AllowSystemCalls({SUBJECT_LITTLE}); }

// Also allows what a crash handler needs.
void AllowCrashes(const char*) {
  AllowSystemCalls({SUBJECT_LITTLE, SYS_getpid, SYS_gettid, SYS_rt_sigaction});
}

void PrepareForSandbox(const char*) { PrepareTelemetryForSandbox(); }

void WaitForChildren(const char* what) {
  int failed = 0;
  for (int status; wait(&status) > 0;) failed += status != 0;
  Print(what, failed);
}

// Forks children that use telemetry themselves.
void Fork(const char* children) {
  for (int i = 0; i < atoi(children); ++i) {
    const pid_t pid = fork();
    if (pid < 0) Die("fork");
    if (pid != 0) continue;
    OpenTelemetry();
    RotateTelemetry();
    in_child.Inc();
    CountByName("subject/child_by_name");
    _exit(0);
  }
  WaitForChildren("failed children");
}

// Starts threads that count, open and rotate for as long as the process lives.
void StartThreads(const char* threads) {
  for (int i = 0; i < atoi(threads); ++i) {
    std::thread([] {
      while (true) {
        in_thread.Inc();
        CountByName("subject/thread_by_name");
        OpenTelemetry();
        RotateTelemetry();
      }
    }).detach();
  }
}

volatile sig_atomic_t signals_handled = 0;

// Uses new counters, wherever it interrupts the program.
void HandleAlarm(int) {
  in_handler.Inc();
  many[999 - signals_handled % 100].Inc();
  signals_handled = signals_handled + 1;
}

void CountInHandler(const char* signals) {
  struct sigaction action = {};
  action.sa_handler = HandleAlarm;
  action.sa_flags = SA_RESTART;
  sigaction(SIGALRM, &action, nullptr);
  const itimerval often = {{0, 100}, {0, 100}};
  setitimer(ITIMER_REAL, &often, nullptr);
  for (int i = 0; signals_handled < atoi(signals); ++i) {
    char name[32];
    snprintf(name, sizeof(name), "subject/interrupted_%d", i % 500);
    CountByName(name);
    many[i % 800].Inc();
  }
  const itimerval never = {};
  setitimer(ITIMER_REAL, &never, nullptr);
  puts("handled");
}

// Loads a library, runs it and unloads it.
void Library(const char* path) {
  void* library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) Die(dlerror());
  reinterpret_cast<void (*)()>(dlsym(library, "RunLibrary"))();
  dlclose(library);
}

// Dies from the program's own error: touches a page beyond the end of a file.
void Fault(const char*) {
  const int fd = memfd_create("empty", 0);
  void* page = mmap(nullptr, 4096, PROT_READ, MAP_SHARED, fd, 0);
  if (page == MAP_FAILED) Die("mmap");
  Print("unreachable", *static_cast<volatile char*>(page));
}

void Segv(const char*) {
  int* null = nullptr;
  asm volatile("" : "+r"(null));
  *null = 1;
}

void Raise(const char* signal) { raise(atoi(signal)); }

void ExitThere(const char*) { _exit(kStatus); }

struct Step {
  const char* name;
  void (*run)(const char* value);
};

constexpr Step kSteps[] = {
    {"work", Work},
    {"open", Open},
    {"open-rotating", OpenRotating},
    {"start", Start},
    {"rotate", Rotate},
    {"next-week", NextWeek},
    {"many", CountMany},
    {"stack", CountStack},
    {"work-cancelled", WorkCancelled},
    {"pause", Pause},
    {"sleep", Sleep},
    {"descriptor", Descriptor},
    {"close-all", CloseAll},
    {"limit-files", LimitFiles},
    {"limit-file-size", LimitFileSize},
    {"limit-memory", LimitMemory},
    {"forbid-mmap", ForbidMmap},
    {"forbid-open", ForbidOpen},
    {"forbid-signals", ForbidSignals},
    {"prepare-for-sandbox", PrepareForSandbox},
    {"allow-little", AllowLittle},
    {"allow-crashes", AllowCrashes},
    {"fork", Fork},
    {"threads", StartThreads},
    {"signals", CountInHandler},
    {"library", Library},
    {"fault", Fault},
    {"segv", Segv},
    {"raise", Raise},
    {"exit-there", ExitThere},
};

// Runs one step. The steps after "exec" are the new program's.
void Run(char** argument, char* program) {
  const size_t name_size = strcspn(*argument, "=");
  const char* value = (*argument)[name_size] == '=' ? *argument + name_size + 1 : "";
  if (strcmp(*argument, "exec") == 0) {
    *argument = program;
    execv("/proc/self/exe", argument);
    Die("exec");
  }
  for (const Step& step : kSteps) {
    if (strlen(step.name) == name_size && strncmp(step.name, *argument, name_size) == 0) {
      step.run(value);
      return;
    }
  }
  fprintf(stderr, "no such step: %s\n", *argument);
  exit(2);
}

}  // namespace
}  // namespace subject

int main(int argc, char** argv) {
  atexit([] { subject::at_exit.Inc(); });
  for (int i = 1; i < argc; ++i) subject::Run(argv + i, argv[0]);
  puts("done");
  return subject::kStatus;
}
