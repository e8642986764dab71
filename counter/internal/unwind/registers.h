// The registers of a stack frame that are needed to find its caller.

#ifndef COUNTER_INTERNAL_UNWIND_REGISTERS_H_
#define COUNTER_INTERNAL_UNWIND_REGISTERS_H_

#include <cstdint>

namespace telemetry {
namespace counter_internal {

struct Registers {
  uintptr_t pc = 0;
  uintptr_t sp = 0;
  uintptr_t fp = 0;
  // arm64: where the innermost function returns to, if it has not stored that. 0: unknown.
  uintptr_t lr = 0;
};

// Their DWARF numbers, from each architecture's psABI.
#if defined(__x86_64__)
inline constexpr uint64_t kFramePointerNumber = 6;
inline constexpr uint64_t kStackPointerNumber = 7;
inline constexpr uint64_t kReturnAddressNumber = 16;
#elif defined(__aarch64__)
inline constexpr uint64_t kFramePointerNumber = 29;
inline constexpr uint64_t kStackPointerNumber = 31;
inline constexpr uint64_t kReturnAddressNumber = 30;
#else
#error "unknown architecture: give its registers' numbers here"
#endif

// The word in memory at `address`. Not checked by AddressSanitizer, which would object to reading
// other functions' frames.
[[gnu::no_sanitize_address]] inline uintptr_t LoadWord(uintptr_t address) noexcept {
  return *reinterpret_cast<const volatile uintptr_t*>(address);
}

}  // namespace counter_internal
}  // namespace telemetry

#endif  // COUNTER_INTERNAL_UNWIND_REGISTERS_H_
