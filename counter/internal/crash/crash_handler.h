// Counts the crashes of this process.
//
// A crash is one of SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT and SIGTRAP, sent by the kernel or by
// anyone, or a call of std::terminate(). It is counted once (crash_record.h) and then takes the
// course that it would have taken without us: the handler puts back the signal's former action and
// returns to the instruction at fault, which raises the signal again. One that does not come again
// by itself is sent again to the same thread, with the same siginfo_t. The exit status, the core
// dump and the handlers that the program or a sanitizer has installed before see no difference.
//
// Since the former action is back in force, a program that survives such a signal by a handler of
// its own is counted once for each of the six.

#ifndef COUNTER_INTERNAL_CRASH_CRASH_HANDLER_H_
#define COUNTER_INTERNAL_CRASH_CRASH_HANDLER_H_

namespace telemetry {
namespace internal {

// Begins to count crashes; a second call does nothing. Signals that the program ignores are left
// alone. Handlers that are installed later replace ours, as the program wishes. They are inherited
// by forked children, not by programs that are executed.
//
// Gives the calling thread and all that are started later a signal stack (signal_stack.h), so that
// their stack overflows are counted too. Thread-safe. Not for signal handlers.
void CountCrashes() noexcept;

}  // namespace internal
}  // namespace telemetry

#endif  // COUNTER_INTERNAL_CRASH_CRASH_HANDLER_H_
