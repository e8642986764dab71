// Starts telemetry in a program: counting, crash counting, and the daily upload.
//
//   int main() {
//     (void)telemetry::Start({.program = "example.com/mytool", .version = "v1.2.3",
//                             .collector = "telemetry.example.com", .count_crashes = true});
//
// Start() does what Open() (open.h) does, and more if asked to. Whatever goes wrong, the program
// runs on as if there were no telemetry.
//
// Crashes. With `count_crashes`, each SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP and
// std::terminate(), in any thread, counts once in the stack counter `crash/crash`; then the program
// dies as it would have without us. Stack overflow is counted in the thread that called Start() and
// in threads started later. README.md says what a crash record holds, what it cannot hold, and
// which crashes cannot be counted; PrepareForSandbox() in open.h says what the handler needs in a
// sandbox.
//
// For those later threads, linking this replaces the C library's pthread_create() with one of ours
// that calls it. Without `count_crashes` that is all that ours does. It is a weak symbol: another
// replacement, such as that of a static jemalloc, takes precedence, and threads then get no signal
// stacks from us.
//
// Upload. If the user has consented to uploads to the program's collector, and none of the user's
// programs has begun an upload run for it in the last 24 hours, Start() runs `gotelemetry upload`
// as a separate process that this one need not and cannot wait for: the one that $GOTELEMETRY_BIN
// names by an absolute path, else the one that recorded the consent, else the first in $PATH that is
// not Go's own (storage/upload_run/upload_program.h). `gotelemetry env` shows when it last ran. Never under CI, and
// never from a program that has more privileges than the user who started it (set-user-ID, file
// capabilities).

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
  absl::string_view collector = {};
  absl::string_view telemetry_dir = {};
  bool rotate = false;
  absl::Time (*clock)() = nullptr;
  // Whether to count crashes of this process and of its forked children.
  bool count_crashes = false;
};

// Opens the counters and then starts what else is asked for, but only if they could be opened. Call
// it once per process, early in main(): crash handlers that the program installed before are called
// after the crash was counted; those that it installs later replace ours.
//
// Thread-safe. Not for signal handlers.
OpenResult Start(const StartOptions& options) noexcept;

}  // namespace telemetry

#endif  // COUNTER_START_H_
