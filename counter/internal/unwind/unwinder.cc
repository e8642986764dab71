#include "counter/internal/unwind/unwinder.h"

#include <ucontext.h>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "absl/base/optimization.h"
#include "absl/types/span.h"
#include "counter/internal/unwind/code_object.h"
#include "counter/internal/unwind/frame_rule.h"
#include "counter/internal/unwind/machine_context.h"
#include "counter/internal/unwind/registers.h"
#include "counter/internal/unwind/rule_cache.h"

namespace telemetry {
namespace counter_internal {
namespace {

// A frame of the walk outwards.
struct Frame {
  Registers registers;
  // Whether it is executing the instruction at `pc`, rather than waiting for a call to return.
  bool is_executing = false;

  uintptr_t address() const { return is_executing ? registers.pc : registers.pc - 1; }
};

// Goes to the caller of code that jumped or called to where there is no code: the call has stored
// only where it returns to.
bool LeaveNoCode(Frame& frame) {
  Registers& registers = frame.registers;
#if defined(__x86_64__)
  registers.pc = LoadWord(registers.sp);
  registers.sp += sizeof(uintptr_t);
#elif defined(__aarch64__)
  registers.pc = WithoutSignature(registers.lr);
  registers.lr = 0;
#endif
  frame.is_executing = false;
  return FindCodeObject(frame.address()).has_value();
}

// Goes to the caller by the frame record, {caller's frame pointer, return address}, to which the
// frame pointer leads.
bool LeaveByFramePointer(Frame& frame) {
  constexpr uintptr_t kMaxFrameBytes = 1 << 20;
  const Registers& registers = frame.registers;
  if (registers.fp % alignof(uintptr_t) != 0 || registers.fp < registers.sp ||
      registers.fp - registers.sp > kMaxFrameBytes) {
    return false;
  }
  const Registers caller = {
      .pc = WithoutSignature(LoadWord(registers.fp + sizeof(uintptr_t))),
      .sp = registers.fp + 2 * sizeof(uintptr_t),
      .fp = LoadWord(registers.fp),
  };
  frame = {.registers = caller};
  return FindCodeObject(frame.address()).has_value();
}

}  // namespace

UnwindResult Unwind(Registers registers, absl::Span<uintptr_t> addresses) noexcept {
  UnwindResult result;
  bool is_executing = false;
  while (result.size < addresses.size()) {
    const uintptr_t address = is_executing ? registers.pc : registers.pc - 1;
    addresses[result.size++] = address;
    FrameRule scratch;
    const CachedRule found = FindFrameRule(address, scratch);
    // Computed here, where the processor waits for memory.
    result.hash = (std::rotl(result.hash, 5) ^ address ^ found.function) * 0x9e3779b97f4a7c15;
    if (ABSL_PREDICT_FALSE(found.rule == nullptr)) {
      if (is_executing || !IsSignalTrampoline(registers.pc)) break;
      registers = InterruptedRegisters(*SignalFrameContext(registers.sp));
      is_executing = true;
      continue;
    }
    if (!ApplyFrameRule(*found.rule, is_executing, registers)) break;
    is_executing = found.rule->base == FrameRule::Base::kSignalFrame;
  }
  return result;
}

void UnwindInterrupted(const ucontext_t& context, absl::Span<uintptr_t> addresses,
                       volatile size_t& size) noexcept {
  Frame frame = {.registers = InterruptedRegisters(context), .is_executing = true};
  size = 0;
  while (size < addresses.size()) {
    const uintptr_t address = frame.address();
    addresses[size] = address;
    size = size + 1;
    if (!FindCodeObject(address)) {
      const bool left = frame.is_executing ? LeaveNoCode(frame) : LeaveByFramePointer(frame);
      if (!left) return;
      continue;
    }
    FrameRule scratch;
    const CachedRule found = FindFrameRule(address, scratch);
    if (found.rule != nullptr) {
      if (!ApplyFrameRule(*found.rule, frame.is_executing, frame.registers)) return;
      frame.is_executing = found.rule->base == FrameRule::Base::kSignalFrame;
    } else if (!frame.is_executing && IsSignalTrampoline(frame.registers.pc)) {
      frame.registers = InterruptedRegisters(*SignalFrameContext(frame.registers.sp));
      frame.is_executing = true;
    } else if (!LeaveByFramePointer(frame)) {
      return;
    }
  }
}

}  // namespace counter_internal
}  // namespace telemetry
