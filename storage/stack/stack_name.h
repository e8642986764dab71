// Writes the name of a stack as a counter file holds it, the inverse of DecodeStack()
// (counter_name.h) and ParseStackFrame() (stack_frame.h).
//
//   StackName name("crash/crash");
//   name.Add({.object = "wc", .function = "main", .entry = 0x1090, .pc = 0x4c});
//   file.FindOrAdd(name.Finish());
//
//   crash/crash
//   wc@3f2a9c0b6d1e4f58.tool::Count:@0x11d0,+0x1b
//   ".main:@0x1090,+0x4c
//   libc.so.6@c19de1ca1b1d1b2f.__libc_start_call_main:@0x27180,+0x79
//
// A frame's path is its object and the object's build id; entry and offset are in hexadecimal. In
// place of a line, which would take the compiler's debug information, there is the function's entry
// in the object's file: `gotelemetry symbolize` later finds the line from that and the build id. An
// unknown function is `?`, with the entry 0: its offset is from the start of the file's addresses.
// Code that no object holds is `?.?:@0x0,+0x0`.

#ifndef STORAGE_STACK_STACK_NAME_H_
#define STORAGE_STACK_STACK_NAME_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"
#include "storage/stack/stack_format.h"
#include "storage/stack/stack_frame.h"

namespace telemetry {

// Async-signal-safe: it allocates nothing. Not copyable, since that would be costly and is not
// needed.
class StackName {
 public:
  // Precondition: `title` has no newline.
  explicit StackName(absl::string_view title) noexcept;

  StackName(const StackName&) = delete;
  StackName& operator=(const StackName&) = delete;

  // Adds the next frame outwards. Parts of a function's symbol that follow a dot, such as "cold" of
  // "f.cold", are put in brackets, since a dot ends the path.
  // Precondition: no part of the frame has a newline.
  void Add(const StackFrame& frame) noexcept;

  // The name; one longer than 4096 bytes is cut so that it ends with "\ntruncated\n". Valid as long
  // as this object.
  absl::string_view Finish() noexcept;

 private:
  static constexpr size_t kMaxBytes = stack_format::kMaxNameBytes;

  void Append(absl::string_view text) noexcept;
  void AppendHex(uint64_t value) noexcept;
  void AppendFunction(absl::string_view function) noexcept;

  // One byte more than a name may have, to recognise one that is too long.
  std::array<char, kMaxBytes + 1> bytes_;
  size_t size_ = 0;
  // The last path that was spelled out, in `bytes_`.
  absl::string_view path_;
};

}  // namespace telemetry

#endif  // STORAGE_STACK_STACK_NAME_H_
