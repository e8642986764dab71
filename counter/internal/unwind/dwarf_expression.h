// Evaluates DWARF expressions (DWARF 5 section 2.5) of call frame information, as compilers write
// them for realigned frames and linkers for the procedure linkage table.

#ifndef COUNTER_INTERNAL_UNWIND_DWARF_EXPRESSION_H_
#define COUNTER_INTERNAL_UNWIND_DWARF_EXPRESSION_H_

#include <cstdint>
#include <optional>

#include "counter/internal/unwind/registers.h"

namespace telemetry {
namespace counter_internal {

// The value of the expression at `expression`, which begins with its length, in a frame with
// `registers`. Empty if it has an unsupported operation. Reads the memory that the expression
// names. Async-signal-safe.
std::optional<uintptr_t> EvaluateExpression(const uint8_t* expression,
                                            const Registers& registers) noexcept;

}  // namespace counter_internal
}  // namespace telemetry

#endif  // COUNTER_INTERNAL_UNWIND_DWARF_EXPRESSION_H_
