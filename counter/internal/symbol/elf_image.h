// What the memory of a loaded object tells about it: its ELF header and its build id.

#ifndef COUNTER_INTERNAL_SYMBOL_ELF_IMAGE_H_
#define COUNTER_INTERNAL_SYMBOL_ELF_IMAGE_H_

#include <elf.h>
#include <link.h>

#include <cstdint>

#include "absl/types/span.h"
#include "counter/internal/unwind/code_object.h"

namespace telemetry {
namespace counter_internal {

// The object's ELF header in memory; null if it is not mapped. Async-signal-safe.
const ElfW(Ehdr) * ElfHeader(const CodeObject& object) noexcept;

// The build id that the linker gave the object (--build-id), usually 20 bytes; empty if there is
// none. Points into the object's memory. Async-signal-safe.
absl::Span<const uint8_t> BuildId(const CodeObject& object) noexcept;

// Whether `address`, between the object's begin and end, is in a segment for variables.
// Async-signal-safe.
bool IsInWritableSegment(const CodeObject& object, uintptr_t address) noexcept;

}  // namespace counter_internal
}  // namespace telemetry

#endif  // COUNTER_INTERNAL_SYMBOL_ELF_IMAGE_H_
