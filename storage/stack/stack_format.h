// The constants of stacks' names in a counter file, which ../counter_file/counter_file_format.md
// describes. They can never change: Go Telemetry has the same, apart from what stands for what is
// not known.

#ifndef STORAGE_STACK_STACK_FORMAT_H_
#define STORAGE_STACK_STACK_FORMAT_H_

#include <cstdint>

#include "absl/strings/string_view.h"

namespace telemetry::stack_format {

// The longest name, of a stack or not. A longer one is cut so that it ends with kTruncated.
inline constexpr uint32_t kMaxNameBytes = 4096;
inline constexpr absl::string_view kTruncated = "\ntruncated\n";

// Stands for a path that is the same as the last one spelled out.
inline constexpr absl::string_view kDitto = "\"";

// An object or a function that is not known.
inline constexpr absl::string_view kUnknown = "?";

// Between object and build id, before a function's entry, and before the instruction.
inline constexpr absl::string_view kBeforeBuildId = "@";
inline constexpr absl::string_view kBeforeEntry = ":@0x";
inline constexpr absl::string_view kBeforePc = ",+0x";

}  // namespace telemetry::stack_format

#endif  // STORAGE_STACK_STACK_FORMAT_H_
