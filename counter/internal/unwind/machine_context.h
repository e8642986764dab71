// What differs between architectures: registers in signal contexts and at a call.

#ifndef COUNTER_INTERNAL_UNWIND_MACHINE_CONTEXT_H_
#define COUNTER_INTERNAL_UNWIND_MACHINE_CONTEXT_H_

#include <signal.h>
#include <ucontext.h>

#include <cstdint>

#include "counter/internal/unwind/registers.h"

namespace telemetry {
namespace counter_internal {

// The registers of the code that a signal interrupted.
inline Registers InterruptedRegisters(const ucontext_t& context) noexcept {
  Registers registers;
#if defined(__x86_64__)
  registers.pc = static_cast<uintptr_t>(context.uc_mcontext.gregs[REG_RIP]);
  registers.sp = static_cast<uintptr_t>(context.uc_mcontext.gregs[REG_RSP]);
  registers.fp = static_cast<uintptr_t>(context.uc_mcontext.gregs[REG_RBP]);
#elif defined(__aarch64__)
  registers.pc = context.uc_mcontext.pc;
  registers.sp = context.uc_mcontext.sp;
  registers.fp = context.uc_mcontext.regs[29];
  registers.lr = context.uc_mcontext.regs[30];
#endif
  return registers;
}

// The context that the kernel left for a signal handler that returns to the stack pointer `sp`.
inline const ucontext_t* SignalFrameContext(uintptr_t sp) noexcept {
#if defined(__x86_64__)
  return reinterpret_cast<const ucontext_t*>(sp);  // the return address below it is popped
#elif defined(__aarch64__)
  return reinterpret_cast<const ucontext_t*>(sp + sizeof(siginfo_t));
#endif
}

// Whether a function that returns to `return_address` is a signal handler, where call frame
// information does not tell. Since 5.8 Linux has none for arm64, and expects unwinders to recognise
// the instructions that make the system call rt_sigreturn. Reads what lies there.
inline bool IsSignalTrampoline([[maybe_unused]] uintptr_t return_address) noexcept {
#if defined(__aarch64__)
  constexpr uint32_t kMovX8Sigreturn = 0xd2801168;
  constexpr uint32_t kSvc0 = 0xd4000001;
  if (return_address % sizeof(uint32_t) != 0) return false;
  const auto* instructions = reinterpret_cast<const uint32_t*>(return_address);
  return instructions[0] == kMovX8Sigreturn && instructions[1] == kSvc0;
#else
  return false;
#endif
}

// A return address without arm64's pointer authentication code.
inline uintptr_t WithoutSignature(uintptr_t address) noexcept {
#if defined(__aarch64__)
  return address & ((uintptr_t{1} << 48) - 1);
#else
  return address;
#endif
}

// The registers of the calling function's caller, as they will be when the calling function
// returns. Inlined, because it is about that function; `__builtin_frame_address` gives it a frame
// pointer.
[[gnu::always_inline]] inline Registers CallersRegisters() noexcept {
  Registers registers;
  registers.pc = WithoutSignature(reinterpret_cast<uintptr_t>(__builtin_return_address(0)));
  registers.sp = reinterpret_cast<uintptr_t>(__builtin_dwarf_cfa());
  // Both architectures' frame records begin with the caller's frame pointer.
  registers.fp = LoadWord(reinterpret_cast<uintptr_t>(__builtin_frame_address(0)));
  return registers;
}

}  // namespace counter_internal
}  // namespace telemetry

#endif  // COUNTER_INTERNAL_UNWIND_MACHINE_CONTEXT_H_
