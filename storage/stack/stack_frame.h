// Frames of our own stacks, `object@buildid.function:@0xentry,+0xpc`, as counter_file_format.md has
// them. stack_name.h writes them.
//
//   const absl::string_view line = "wc@0123456789abcdef.tool::Count:@0x11d0,+0x1b";
//   std::optional<StackFrame> frame = ParseStackFrame(line);
//   frame->address();  // 0x11eb, in the file whose build id begins with 0123456789abcdef
//
// All functions are pure and thread-safe.

#ifndef STORAGE_STACK_STACK_FRAME_H_
#define STORAGE_STACK_STACK_FRAME_H_

#include <cstdint>
#include <optional>

#include "absl/strings/string_view.h"

namespace telemetry {

struct StackFrame {
  // Base name of the object's file, without special characters. "?", or empty before it is written,
  // if no object holds the code.
  absl::string_view object = {};
  // The first 8 bytes of the object's build id, in hexadecimal; empty if it has none.
  absl::string_view build_id = {};
  // "?", or empty before it is written, if unknown.
  absl::string_view function = {};
  // Where the function begins, as an address in the object's file; 0 if unknown.
  uint64_t entry = 0;
  // The distance from there to the instruction; 0 if no object holds the code.
  uint64_t pc = 0;

  uint64_t address() const { return entry + pc; }
};

// The parts of a line of a decoded stack (counter_name.h), as views into `line`. Empty for a line
// of another form: a title, a frame of a Go program, a line that was cut.
std::optional<StackFrame> ParseStackFrame(absl::string_view line);

}  // namespace telemetry

#endif  // STORAGE_STACK_STACK_FRAME_H_
