// Counts a crash of this process in its counter file.
//
// A crash adds one to a stack counter `crash/crash` (counter_file_format.md; functions have their
// linkage names, since demangling allocates). If the stack is not available, it adds one to
//
//   crash/no-stack     no frame lies in the program or a library
//   crash/malformed    the stack was found but could not be named
//
// instead. In any case it adds one to `crash/day:WEEKDAY` (UTC), which stands for a single day in a
// file that serves a week, and to `crash/signal:NAME`, the coarse kind (a std::terminate() is a
// SIGABRT). After kMaxCrashesADay, only these two count.
//
// What these numbers are a share of is in `crash/armed`: it has one for each process that counts
// crashes, in each counter file that the process uses. A forked child is not counted anew.

#ifndef COUNTER_INTERNAL_CRASH_CRASH_RECORD_H_
#define COUNTER_INTERNAL_CRASH_CRASH_RECORD_H_

#include <ucontext.h>

#include <cstdint>

#include "absl/strings/string_view.h"

namespace telemetry {
namespace counter_internal {

// How many crash stacks the processes of one program record per day: a program that crashes all the
// time must not fill its file.
inline constexpr uint64_t kMaxCrashesADay = 100;

// "crash/day:sun" to "crash/day:sat", for a time in seconds since 1970; earlier times count as 0.
absl::string_view CrashDayCounter(int64_t unix_seconds) noexcept;

// "crash/signal:SIGSEGV" and so on, for the six signals that are crashes (crash_handler.h);
// "crash/signal:other" for any other.
absl::string_view CrashSignalCounter(int signal) noexcept;

// Counts `crash/armed` in the present counter file, if there is one, and in each later one. Call it
// once. Not for signal handlers.
void CountArmed() noexcept;

// Counts a crash by `signal` of the code with the registers in `context`. Does nothing without a
// counter file.
//
// Async-signal-safe; large objects are static, not on the stack. For one thread at a time: see
// BeginCrash().
void RecordCrash(int signal, const ucontext_t& context) noexcept;

// What a crashing thread has to do.
enum class CrashTurn {
  kRecord,       // call RecordCrash(), then EndCrash()
  kDoNotRecord,  // another thread has recorded a crash, or takes over two seconds to
};

// Waits, up to two seconds, for a thread that is recording a crash. If the calling thread crashed
// while recording one itself, this does not return: recording continues without the step that
// crashed. Async-signal-safe.
CrashTurn BeginCrash() noexcept;
void EndCrash() noexcept;

}  // namespace counter_internal
}  // namespace telemetry

#endif  // COUNTER_INTERNAL_CRASH_CRASH_RECORD_H_
