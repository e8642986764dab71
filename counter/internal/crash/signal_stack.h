// Stacks for signal handlers, without which a thread that has run out of its own stack cannot run
// one.

#ifndef COUNTER_INTERNAL_CRASH_SIGNAL_STACK_H_
#define COUNTER_INTERNAL_CRASH_SIGNAL_STACK_H_

namespace telemetry {
namespace internal {

// Gives the calling thread a signal stack, 64 KiB and a guard page, if it has none. It is given
// back when the thread ends. Nothing happens without memory, or if the process has no pthread_key_t
// left.
//
// Thread-safe. Not for signal handlers. The memory is not touched until it is used.
void EnsureSignalStack() noexcept;

// Gives one to each thread that this process starts from now on, by standing in for
// pthread_create(). None of ours have: threads that are running already; those that are started by
// thrd_create(), or by libraries loaded by dlopen(); any, in a program that links another stand-in
// for pthread_create(). Does nothing under sanitizers, whose threads have their own. Thread-safe.
void GiveNewThreadsSignalStacks() noexcept;

}  // namespace internal
}  // namespace telemetry

#endif  // COUNTER_INTERNAL_CRASH_SIGNAL_STACK_H_
