// Reads the entries of .eh_frame sections (Linux Standard Base, "Exception Frames").

#ifndef COUNTER_INTERNAL_UNWIND_FRAME_DESCRIPTION_H_
#define COUNTER_INTERNAL_UNWIND_FRAME_DESCRIPTION_H_

#include <cstdint>
#include <optional>

#include "counter/internal/unwind/dwarf_reader.h"

namespace telemetry {
namespace counter_internal {

// The contents of a frame description entry and its common information entry. The instructions lie
// in the section.
struct FrameDescription {
  uintptr_t begin = 0;
  uintptr_t end = 0;
  uint64_t code_alignment = 1;
  int64_t data_alignment = 1;
  bool is_signal_frame = false;
  DwarfReader common_instructions{nullptr, nullptr};
  DwarfReader instructions{nullptr, nullptr};
};

// The description at `fde`, an entry of a mapped section; empty if it is of a kind that compilers
// for this architecture do not produce. Async-signal-safe.
std::optional<FrameDescription> ReadFrameDescription(const uint8_t* fde) noexcept;

}  // namespace counter_internal
}  // namespace telemetry

#endif  // COUNTER_INTERNAL_UNWIND_FRAME_DESCRIPTION_H_
