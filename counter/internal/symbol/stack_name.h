// Writes the name of a stack, as a counter file holds it (FORMATS: counter_file_format.md).
//
//   StackName name("crash/crash");
//   name.Add(frame, frame.function);
//   file.FindOrAdd(name.Finish());
//
//   crash/crash
//   wc@3f2a9c0b6d1e4f58.tool::Count:@0x11d0,+0x1b
//   ".main:@0x1090,+0x4c
//   libc.so.6@c19de1ca1b1d1b2f.__libc_start_call_main:@0x27180,+0x79
//
// A frame's path is its object and that one's build id; entry and offset are in hexadecimal. Where
// the compiler's debug information would give a line, there is the function's entry in the object's
// file, from which and the build id `gotelemetry symbolize` finds the line later. A function that
// is not known is `?`, with the entry 0: its offset is from the start of the file's addresses. Code
// of no object is
// `?.?:@0x0,+0x0`.

#ifndef COUNTER_INTERNAL_SYMBOL_STACK_NAME_H_
#define COUNTER_INTERNAL_SYMBOL_STACK_NAME_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"
#include "counter/internal/symbol/symbolizer.h"
#include "storage/counter_file_format.h"

namespace telemetry {
namespace internal {

// Async-signal-safe: it allocates nothing. Copying would be costly and is not needed.
class StackName {
 public:
  // Has no newline.
  explicit StackName(absl::string_view title) noexcept;

  StackName(const StackName&) = delete;
  StackName& operator=(const StackName&) = delete;

  // Adds the next frame outwards; `function` is what to call its function. Parts of symbols that
  // follow a dot, such as "cold" of "f.cold", come in brackets, since a dot ends the path.
  void Add(const FrameSymbol& frame, absl::string_view function) noexcept;

  // The name; one longer than 4096 bytes is cut so that it ends with "\ntruncated\n". Valid as long
  // as this is.
  absl::string_view Finish() noexcept;

 private:
  static constexpr size_t kMaxBytes = counter_file_format::kMaxNameBytes;

  void Append(absl::string_view text) noexcept;
  void AppendHex(uintptr_t value) noexcept;
  void AppendFunction(absl::string_view function) noexcept;

  // One byte more than a name may have, so that one that is too long can be told.
  std::array<char, kMaxBytes + 1> bytes_;
  size_t size_ = 0;
  // The last path that was spelled out, in `bytes_`.
  absl::string_view path_;
};

}  // namespace internal
}  // namespace telemetry

#endif  // COUNTER_INTERNAL_SYMBOL_STACK_NAME_H_
