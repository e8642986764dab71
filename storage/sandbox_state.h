// Whether the process has put itself into a sandbox.
//
// A seccomp filter may kill a process for a system call, and nobody can ask it beforehand. So what
// is done long after the program has started, on telemetry's own behalf, and needs calls that a
// sandbox may well forbid, is left undone once the state has changed:
//
//   const int at_start = SandboxState();
//   ...
//   if (SandboxState() != at_start) return;   // what may still be called is unknown

#ifndef STORAGE_SANDBOX_STATE_H_
#define STORAGE_SANDBOX_STATE_H_

namespace telemetry {

// A number that changes when the process gives itself its first seccomp filter, or gives up the
// right to gain privileges, which most must before a filter. A process that is started in a
// sandbox, such as a container's, keeps its number.
//
// Two prctl(2). Async-signal-safe; leaves errno alone.
int SandboxState() noexcept;

}  // namespace telemetry

#endif  // STORAGE_SANDBOX_STATE_H_
