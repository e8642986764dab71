// What a loaded object's memory says about it: its ELF header and its build id.

#ifndef COUNTER_INTERNAL_SYMBOL_ELF_IMAGE_H_
#define COUNTER_INTERNAL_SYMBOL_ELF_IMAGE_H_

#include <elf.h>
#include <link.h>

#include <cstdint>

#include "absl/types/span.h"
#include "counter/internal/unwind/code_object.h"

namespace telemetry {
namespace internal {

// The object's ELF header, where it is mapped; null if it is not. Async-signal-safe.
const ElfW(Ehdr) * ElfHeader(const CodeObject& object) noexcept;

// The build id that the linker gave the object (--build-id), usually 20 bytes; empty if it gave
// none. In the object's memory. Async-signal-safe.
absl::Span<const uint8_t> BuildId(const CodeObject& object) noexcept;

// Whether the object has a segment for variables at `address`, an address between its begin and
// end. Async-signal-safe.
bool IsInWritableSegment(const CodeObject& object, uintptr_t address) noexcept;

}  // namespace internal
}  // namespace telemetry

#endif  // COUNTER_INTERNAL_SYMBOL_ELF_IMAGE_H_
