// Connects this program's counters to a counter file.
//
//   int main() {
//     (void)telemetry::Open({.program = "example.com/mytool", .version = "v1.2.3"});
//
// Whatever goes wrong (no home directory, a full disk, a damaged file), the program runs on as if
// there were no telemetry. The result says what happened. It is not an absl::Status, which alone
// would add 460 KB to a program that counts.

#ifndef COUNTER_OPEN_H_
#define COUNTER_OPEN_H_

#include "counter/open_options.h"

namespace telemetry {

// Opens the counter file, creating it and its directories if needed, and moves into it what was
// counted so far. Call it once per process. A second call with the same program and directory
// changes nothing, or tries again if the first failed.
//
// A child forked before this call counts on its own: when it calls Open() itself, it discards what
// its parent had counted by then and what it counted before the call. A child forked later shares
// the file.
//
// Thread-safe. Not a cancellation point. Not for signal handlers. A daemon that gives up privileges
// or changes its root calls this afterwards: if it rotates, the mode is read again each hour and
// another file is opened each week.
//
// Open() takes from the process an address range of 16 MiB (mostly unused); a descriptor numbered
// 48 or more, unless the process may have fewer than 1024; and the handler of SIGBUS, which passes
// on every signal that is not about counter files. A shared library that links this in therefore
// stays in memory when it is closed. A thread that blocks SIGBUS is not protected if somebody
// truncates a counter file.
OpenResult Open(const OpenOptions& options) noexcept;

// Announces that the program is about to give up system calls, with seccomp for instance:
//
//   (void)telemetry::Open({.program = "example.com/mytool", .version = "v1.2.3"});
//   telemetry::PrepareForSandbox();
//   prctl(PR_SET_SECCOMP, ...);
//
// Makes room in the counter file for some 1000 new names. From then on telemetry makes no system
// call in this process and its children:
//
//  - Names that do not fit in the file count in memory and are lost in the end.
//  - New stacks of a StackCounter are counted by offset, without function names.
//  - Open() and Rotate() do nothing and report failure. Counting goes on in the current file; what
//    is counted after its week has ended may be lost.
//
// The exceptions: FindOrCreateCounter() calls getpid(2), and both it and a new stack allocate
// memory. The crash handler (start.h) calls getpid(2), gettid(2) and rt_sigaction(2); for
// std::terminate() and for a signal that does not come again by itself, such as one that was sent,
// rt_sigprocmask(2) and rt_tgsigqueueinfo(2); and clock_nanosleep(2) while another thread's crash
// is being counted. The thread of OpenOptions::rotate keeps sleeping, also with clock_nanosleep(2).
//
// In a program that does not call this, telemetry asks with prctl(2) whether there is a sandbox
// before it makes system calls of its own, and if so makes none. A filter that kills for prctl(2)
// therefore kills the program when the file has to grow (it has room for 8 KiB of names after
// Open()), when a StackCounter meets a new stack, in Rotate() once an hour, and when a crash is
// counted.
//
// Thread-safe. Not for signal handlers.
void PrepareForSandbox() noexcept;

}  // namespace telemetry

#endif  // COUNTER_OPEN_H_
