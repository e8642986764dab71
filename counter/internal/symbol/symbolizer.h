// Finds the object and the function of code addresses.
//
//   auto symbolizer = std::make_unique<Symbolizer>();
//   for (const StackFrame& frame : symbolizer->Symbolize(addresses)) ...
//
// Nothing in the result depends on where the program was loaded (ASLR) or reveals where its files
// are. Source lines are not resolved: that takes debug information, which a program need not carry.

#ifndef COUNTER_INTERNAL_SYMBOL_SYMBOLIZER_H_
#define COUNTER_INTERNAL_SYMBOL_SYMBOLIZER_H_

#include <limits.h>

#include <array>
#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "counter/internal/symbol/symbol_file.h"
#include "counter/internal/unwind/code_object.h"
#include "storage/stack/stack_frame.h"

namespace telemetry {
namespace counter_internal {

inline constexpr size_t kMaxStackFrames = 64;

// Whether the symbol tables in the files of programs and libraries may be read: a sandbox may kill
// the process for it (storage/mapped_file/sandbox_state.h).
enum class SymbolFiles { kRead, kLeaveAlone };

// Holds all the memory that symbolizing takes, some 40 KiB, so that a signal handler can use an
// existing one. For one thread at a time.
class Symbolizer {
 public:
  constexpr Symbolizer() = default;

  Symbolizer(const Symbolizer&) = delete;
  Symbolizer& operator=(const Symbolizer&) = delete;

  // The frames of a stack, in order, with functions under their linkage names. Addresses beyond the first kMaxStackFrames are left out. The
  // result is valid until the next call.
  //
  // Async-signal-safe. Reads the symbol table of each object on the stack from its file:
  // microseconds or milliseconds, depending on its size. If something cannot be read, functions
  // stay unknown. With kLeaveAlone it makes no system call: all functions are unknown, and so is
  // the program's name.
  absl::Span<const StackFrame> Symbolize(absl::Span<const uintptr_t> addresses,
                                         SymbolFiles files) noexcept;

 private:
  static constexpr size_t kTextBytes = 16 << 10;

  // Fills in the frames in `object`, given all addresses.
  void SymbolizeObject(const CodeObject& object, absl::Span<const uintptr_t> addresses) noexcept;

  // Fills in the functions of the first `count` of `object_frames_`, from the object's file at
  // `path`.
  void FindFunctions(const char* path, const CodeObject& object, size_t count) noexcept;

  // The path of the object's file when it was loaded; empty if it cannot be found out.
  absl::string_view PathOf(const CodeObject& object) noexcept;

  // Parts of `text_`.
  absl::string_view KeepObjectName(absl::string_view path) noexcept;
  absl::string_view KeepBuildId(absl::Span<const uint8_t> id) noexcept;
  absl::Span<char> FreeText() noexcept;

  SymbolFiles files_ = SymbolFiles::kRead;
  std::array<StackFrame, kMaxStackFrames> frames_ = {};
  // Which frames are done.
  std::array<bool, kMaxStackFrames> is_done_ = {};
  // The frames of the current object, and what to look up in its file. Members, like the path,
  // because a signal handler's stack is small.
  std::array<size_t, kMaxStackFrames> object_frames_ = {};
  std::array<SymbolFile::Lookup, kMaxStackFrames> lookups_ = {};
  std::array<char, PATH_MAX> program_path_ = {};
  // What the frames' names refer to.
  std::array<char, kTextBytes> text_ = {};
  size_t text_size_ = 0;
  SymbolFile::Buffer symbols_ = {};
};

}  // namespace counter_internal
}  // namespace telemetry

#endif  // COUNTER_INTERNAL_SYMBOL_SYMBOLIZER_H_
