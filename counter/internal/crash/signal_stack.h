// Stacks for signal handlers. Without one, a thread that has used up its own stack cannot run a
// handler.

#ifndef COUNTER_INTERNAL_CRASH_SIGNAL_STACK_H_
#define COUNTER_INTERNAL_CRASH_SIGNAL_STACK_H_

namespace telemetry {
namespace counter_internal {

// Gives the calling thread a signal stack if it has none: 64 KiB more than the kernel needs, and a
// guard page. It is released when the thread ends. Does nothing if out of memory, or if the process
// has no pthread_key_t left.
//
// Thread-safe. Not for signal handlers. The memory is not touched until it is used.
void EnsureSignalStack() noexcept;

// Gives a signal stack to each thread that this process starts from now on, by replacing
// pthread_create(). Left without one are threads that are already running; those started by
// thrd_create(), or by libraries loaded by dlopen(); and all threads of a program that links
// another replacement for pthread_create(). Does nothing under sanitizers, whose threads have their
// own. Thread-safe.
void GiveNewThreadsSignalStacks() noexcept;

}  // namespace counter_internal
}  // namespace telemetry

#endif  // COUNTER_INTERNAL_CRASH_SIGNAL_STACK_H_
