// Counts a crash of this process in its counter file.
//
// A crash is one count of a stack counter `crash/crash` (counter_file_format.md; functions have
// their linkage names, since demangling allocates). Where that cannot be had, it is one of
//
//   crash/no-stack     no frame lies in the program or a library
//   crash/malformed    the stack was found but could not be put into words
//
// and in any case one of `crash/day:WEEKDAY` (UTC), of which there is one a day in a file that
// serves a week. After kMaxCrashesADay, that counter is all that counts.

#ifndef COUNTER_INTERNAL_CRASH_CRASH_RECORD_H_
#define COUNTER_INTERNAL_CRASH_CRASH_RECORD_H_

#include <ucontext.h>

#include <cstdint>

#include "absl/strings/string_view.h"

namespace telemetry {
namespace internal {

// How many stacks of crashes the processes of one program record in a day: a program that crashes
// all the time must not fill its file.
inline constexpr uint64_t kMaxCrashesADay = 100;

// "crash/day:sun" to "crash/day:sat", for a moment in seconds since 1970, not before.
absl::string_view CrashDayCounter(int64_t unix_seconds) noexcept;

// Counts a crash of the code with the registers in `context`. Does nothing without a counter file.
//
// Async-signal-safe; what is large is static, not on the stack. In no more than one thread at a
// time: see BeginCrash().
void RecordCrash(const ucontext_t& context) noexcept;

// What a thread that crashes is to do.
enum class CrashTurn {
  kRecord,       // call RecordCrash(), then EndCrash()
  kDoNotRecord,  // another thread has recorded a crash in the meantime
};

// Waits, up to two seconds, for a thread that is recording a crash. A thread that crashes while it
// records one itself does not return from here, but goes on recording without what it crashed in.
// Async-signal-safe.
CrashTurn BeginCrash() noexcept;
void EndCrash() noexcept;

}  // namespace internal
}  // namespace telemetry

#endif  // COUNTER_INTERNAL_CRASH_CRASH_RECORD_H_
