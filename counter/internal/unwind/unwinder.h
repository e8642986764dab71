// Walks the stack of a thread.
//
//   uintptr_t addresses[16];
//   UnwindResult stack = Unwind(CallersRegisters(), absl::MakeSpan(addresses));
//
// It follows the call frame information of each function (frame_rule.h), which is right without
// frame pointers and at every instruction. Where code has none, the stack ends.
//
// Async-signal-safe, takes no lock, allocates nothing. Some 5 ns per frame whose rule is remembered
// (rule_cache.h); more in libraries that can be unloaded, and the first time.

#ifndef COUNTER_INTERNAL_UNWIND_UNWINDER_H_
#define COUNTER_INTERNAL_UNWIND_UNWINDER_H_

#include <ucontext.h>

#include <cstddef>
#include <cstdint>

#include "absl/types/span.h"
#include "counter/internal/unwind/registers.h"

namespace telemetry {
namespace counter_internal {

struct UnwindResult {
  // Frames found.
  size_t size = 0;
  // Covers the addresses and the functions that had them: stacks with the same addresses have
  // different hashes if a library was unloaded and another one came in its place.
  uint64_t hash = 0;
};

// Writes the stack that begins with `registers` to `addresses`, innermost frame first, up to as
// many frames as there is room for. `registers.pc` is a return address. Each address lies within
// the instruction that made the call, one byte before where it returns to.
//
// For an intact stack, like the caller's: it trusts what it reads.
UnwindResult Unwind(Registers registers, absl::Span<uintptr_t> addresses) noexcept;

// Does the same from the code that a signal interrupted: the innermost address is that of the
// instruction itself, as is the address of any other frame that a signal interrupted.
//
// For stacks that may be damaged. A jump to where there is no code counts as a frame, and its
// caller is taken from where calls put it; code without call frame information is assumed to keep a
// frame pointer. `size` is kept up to date during the walk, for a caller that handles the fault
// that a damaged stack can cause.
void UnwindInterrupted(const ucontext_t& context, absl::Span<uintptr_t> addresses,
                       volatile size_t& size) noexcept;

}  // namespace counter_internal
}  // namespace telemetry

#endif  // COUNTER_INTERNAL_UNWIND_UNWINDER_H_
