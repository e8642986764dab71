// Begins telemetry in a program: counting, crash counting, and the daily upload.
//
//   int main() {
//     (void)telemetry::Start({.program = "example.com/mytool", .version = "v1.2.3",
//                             .count_crashes = true});
//
// It does what Open() (open.h) does and, as asked for, more. Whatever goes wrong, the program runs
// on as if there were no telemetry.
//
// Crashes. With `count_crashes`, SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP and
// std::terminate(), in any thread, count one each of the stack counter `crash/crash`; then the
// program dies as it would have without. Stack overflow is counted in the thread that called
// Start() and in those that are started later. README.md says what a crash's record holds, what it
// cannot hold, and what cannot be counted; PrepareForSandbox() in open.h says what the handler
// needs of a sandbox.
//
// For these later threads, a program that links this has a pthread_create() of ours in place of the
// C library's, which it calls; also without `count_crashes`, where that is all that it does. It is
// a weak symbol: another stand-in, such as that of a static jemalloc, takes its place, and the
// threads then have no signal stacks of ours.
//
// Upload. If the user has consented to it, and none of the user's programs has begun an upload run
// in the last 24 hours, `gotelemetry upload` is started: the program that $GOTELEMETRY_BIN names,
// or else the one in $PATH, as a process of its own that this one need not and cannot wait for.
// Never under CI, and never from a program that has more rights than whoever started it
// (set-user-ID, file capabilities).

#ifndef COUNTER_START_H_
#define COUNTER_START_H_

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "counter/open_options.h"

namespace telemetry {

struct StartOptions {
  // As in OpenOptions.
  absl::string_view program = {};
  absl::string_view version = {};
  absl::string_view telemetry_dir = {};
  bool rotate = false;
  absl::Time (*clock)() = nullptr;
  // Whether to count crashes of this process and of those that it forks.
  bool count_crashes = false;
};

// Opens the counters and begins what else is asked for; if they cannot be opened, nothing else.
// Once per process, early in main(): handlers that the program installs before are called after a
// crash was counted, those that it installs later replace ours.
//
// Thread-safe. Not for signal handlers.
OpenResult Start(const StartOptions& options) noexcept;

}  // namespace telemetry

#endif  // COUNTER_START_H_
