// Connects this program's counters to a counter file.
//
//   int main() {
//     (void)telemetry::Open({.program = "example.com/mytool", .version = "v1.2.3"});
//
// Whatever goes wrong, no home directory, a full disk, a damaged file, the program runs on as if
// there were no telemetry; the result says what happened, for those who want to know. There is no
// absl::Status in it because that alone would add 460 KB to a program that counts.

#ifndef COUNTER_OPEN_H_
#define COUNTER_OPEN_H_

#include "counter/open_options.h"

namespace telemetry {

// Opens the counter file, making it and its directories if need be, and moves there what was
// counted so far. Once per process; a second call with the same program and directory changes
// nothing, and tries again if the first failed.
//
// A child that was forked before counts on its own: what its parent had counted by then is not
// moved by the child too, and neither is what the child itself counted before this call. A child
// forked later shares the file.
//
// Thread-safe, and no cancellation point. Not for signal handlers. A daemon that gives up
// privileges or changes its root calls this afterwards: the mode is looked at again each hour, and
// another file opened each week, if it rotates.
//
// Of the process it takes an address range of 16 MiB (mostly unused); a descriptor, numbered 48 or
// more, unless the process may have fewer than 1024; and the handler of SIGBUS, which passes on all
// that is not about counter files. Hence a shared library that has this linked in stays in memory
// when it is closed. A thread that blocks SIGBUS has no such help, should somebody truncate a
// counter file.
OpenResult Open(const OpenOptions& options) noexcept;

// Announces that the program is about to give up system calls, by seccomp for instance:
//
//   (void)telemetry::Open({.program = "example.com/mytool", .version = "v1.2.3"});
//   telemetry::PrepareForSandbox();
//   prctl(PR_SET_SECCOMP, ...);
//
// Makes room in the counter file for some 1000 new names. From then on, in this process and its
// children, telemetry makes no system call:
//
//  - Names that the file has no room for count in memory, and are lost in the end.
//  - New stacks of a StackCounter are counted by offset, without the names of their functions.
//  - Open() and Rotate() do nothing and report failure. Counting goes on in the present file; what
//    is counted after its week has ended may be lost.
//
// The exceptions: FindOrCreateCounter() calls getpid(2), and like a new stack it allocates memory.
// The handler of a crash (start.h) calls getpid(2), gettid(2) and rt_sigaction(2), and, for a signal
// that was sent, rt_sigprocmask(2) and rt_tgsigqueueinfo(2). The thread of OpenOptions::rotate goes
// on sleeping, with clock_nanosleep(2).
//
// In a program that does not call this, telemetry asks with prctl(2) whether there is a sandbox
// before it makes system calls of its own, and then makes none. So a filter that kills for prctl(2)
// kills the program when the file has to grow (it has room for 8 KiB of names after Open()), when a
// StackCounter meets a new stack, in Rotate() once an hour, and when a crash is counted.
//
// Thread-safe. Not for signal handlers.
void PrepareForSandbox() noexcept;

}  // namespace telemetry

#endif  // COUNTER_OPEN_H_
