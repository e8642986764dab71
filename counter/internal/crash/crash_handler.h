// Counts the crashes of this process.
//
// A crash is one of SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT and SIGTRAP, sent by the kernel or by
// anyone, or a call of std::terminate(). It is counted once (crash_record.h) and then takes the
// course that it would have taken without us: the handler restores the signal's former action and
// returns to the faulting instruction, which raises the signal again. A signal that does not come
// again by itself is sent again to the same thread, with the same siginfo_t. The exit status, the
// core dump and the handlers that the program or a sanitizer installed before see no difference.
//
// Since the former action is back in force, a program that survives such a signal with a handler of
// its own is counted once for each of the six signals.

#ifndef COUNTER_INTERNAL_CRASH_CRASH_HANDLER_H_
#define COUNTER_INTERNAL_CRASH_CRASH_HANDLER_H_

namespace telemetry {
namespace counter_internal {

// Starts counting crashes, which `crash/armed` counts (crash_record.h); a second call does nothing. Signals that the program ignores are left
// alone. Handlers installed later replace ours, as the program wishes. Forked children inherit
// ours; executed programs do not.
//
// Gives the calling thread and all threads started later a signal stack (signal_stack.h), so that
// their stack overflows are counted too. Thread-safe. Not for signal handlers.
void CountCrashes() noexcept;

}  // namespace counter_internal
}  // namespace telemetry

#endif  // COUNTER_INTERNAL_CRASH_CRASH_HANDLER_H_
