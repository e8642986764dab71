// Whether telemetry may make system calls that the program did not ask for.
//
// A seccomp filter can kill a process for a system call, and nothing tells in advance which ones it
// allows. So once the process has put itself into a sandbox, telemetry leaves undone what it would
// do on its own behalf long after the program has started:
//
//   TrustSandbox();                      // Open(): trust what is in force now
//   ...
//   if (!MayMakeSystemCalls()) return;   // somebody has tightened it since
//
// The limit: asking takes a system call too, prctl(2). It kills a process in seccomp's strict mode,
// or under a filter that does not allow prctl. There, only a program that announces its sandbox is
// safe: ForbidSystemCalls() (for users: PrepareForSandbox() in counter/open.h).
//
// Everything here is thread-safe and async-signal-safe, and leaves errno alone.

#ifndef STORAGE_MAPPED_FILE_SANDBOX_STATE_H_
#define STORAGE_MAPPED_FILE_SANDBOX_STATE_H_

namespace telemetry {

// Trusts the sandbox that the process is in now, such as a container's, to allow whatever telemetry
// needs. Does nothing after ForbidSystemCalls().
void TrustSandbox() noexcept;

// Whether the calling thread is still in the sandbox that was trusted last; if none was, trusts the
// present one. False once the thread has got its first seccomp filter, or has given up the right to
// gain privileges, which most programs must do before they install a filter. Makes two prctl(2)
// calls, and none after ForbidSystemCalls().
bool MayMakeSystemCalls() noexcept;

// Makes MayMakeSystemCalls() false for good, in this process and its children.
void ForbidSystemCalls() noexcept;

// Whether ForbidSystemCalls() was called. Makes no system call.
bool AreSystemCallsForbidden() noexcept;

}  // namespace telemetry

#endif  // STORAGE_MAPPED_FILE_SANDBOX_STATE_H_
