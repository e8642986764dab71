// How to get from a function's frame to its caller's, according to the compiler's call frame
// information (.eh_frame, DWARF 5 section 6.4).
//
//   std::optional<FrameRule> rule = FrameRuleAt(fde, registers.pc);
//   if (rule && ApplyFrameRule(*rule, /*is_innermost=*/true, registers)) {
//     // `registers` are the caller's now.
//   }
//
// Every program has this information, since exceptions need it, with or without frame pointers.
// Only the program counter, the stack pointer and the frame pointer of a frame are followed:
// compilers compute a C++ function's frame from nothing else. A rule that needs more is not found,
// and the stack ends there.
//
// Everything here is async-signal-safe and allocates nothing. Supports x86-64 and arm64.

#ifndef COUNTER_INTERNAL_UNWIND_FRAME_RULE_H_
#define COUNTER_INTERNAL_UNWIND_FRAME_RULE_H_

#include <cstdint>
#include <optional>

#include "absl/base/optimization.h"
#include "counter/internal/unwind/machine_context.h"
#include "counter/internal/unwind/registers.h"

namespace telemetry {
namespace counter_internal {

struct FrameRule {
  // What the canonical frame address, the caller's stack pointer, is computed from.
  enum class Base : uint8_t {
    kStackPointer,
    kFramePointer,
    kExpression,
    kSignalFrame,  // a signal handler's caller: all registers are in a ucontext_t on the stack
  };
  // Where the caller's value of a register is.
  enum class Place : uint8_t {
    kUnchanged,   // still in the register
    kAtCfa,       // in memory, `offset` from the canonical frame address
    kExpression,  // in memory, at the address that the expression gives
    kNowhere,     // there is no caller
  };

  // Whether the frame address comes from a register and the return address is in memory, as in all
  // but a few frames.
  bool is_plain = false;
  Base base = Base::kStackPointer;
  Place fp_place = Place::kUnchanged;
  Place ra_place = Place::kUnchanged;  // the return address
  int32_t cfa_offset = 0;
  int32_t fp_offset = 0;
  int32_t ra_offset = 0;
  // DWARF expressions in the section, each preceded by its length.
  const uint8_t* cfa_expression = nullptr;
  const uint8_t* fp_expression = nullptr;
};

// The rule for the instruction at `address`, from the frame description entry at `fde`. Empty if
// the entry does not cover it or needs something unsupported.
std::optional<FrameRule> FrameRuleAt(const uint8_t* fde, uintptr_t address) noexcept;

// ApplyFrameRule() for rules that are not plain.
bool ApplyUnusualFrameRule(const FrameRule& rule, bool is_innermost, Registers& registers) noexcept;

// Makes `registers` those of the caller. False if there is no caller, or if what was found cannot
// be one, since its frame does not lie above this one. Reads the stack, and so crashes if the stack
// pointer is wrong. `is_innermost`: the frame is not waiting for a call to return; it is the
// innermost, or a signal interrupted it.
inline bool ApplyFrameRule(const FrameRule& rule, bool is_innermost,
                           Registers& registers) noexcept {
  if (ABSL_PREDICT_FALSE(!rule.is_plain)) {
    return ApplyUnusualFrameRule(rule, is_innermost, registers);
  }
  const uintptr_t base = rule.base == FrameRule::Base::kStackPointer ? registers.sp : registers.fp;
  const uintptr_t cfa = base + static_cast<uintptr_t>(intptr_t{rule.cfa_offset});
  if (ABSL_PREDICT_FALSE(cfa % alignof(uintptr_t) != 0 || cfa <= registers.sp)) return false;
  registers.pc = WithoutSignature(LoadWord(cfa + static_cast<uintptr_t>(intptr_t{rule.ra_offset})));
  if (rule.fp_place == FrameRule::Place::kAtCfa) {
    registers.fp = LoadWord(cfa + static_cast<uintptr_t>(intptr_t{rule.fp_offset}));
  }
  registers.sp = cfa;
  registers.lr = 0;
  return registers.pc != 0;
}

}  // namespace counter_internal
}  // namespace telemetry

#endif  // COUNTER_INTERNAL_UNWIND_FRAME_RULE_H_
