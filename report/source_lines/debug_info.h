// The source lines of a program's code, from its debug information (DWARF).
//
//   absl::StatusOr<DebugInfo> info = DebugInfo::Open("bazel-bin/tool/wc");
//   for (const SourceFrame& frame : info->Find(0x11eb)) ...
//
// Debug information may be in the file itself or in a separate one (`objcopy --only-keep-debug`):
// beside it, in a directory `.debug` beside it, or under /usr/lib/debug, found by the file's debug
// link or build id. A separate debug file can also be opened directly. No server is ever asked,
// whatever DEBUGINFOD_URLS says.

#ifndef REPORT_SOURCE_LINES_DEBUG_INFO_H_
#define REPORT_SOURCE_LINES_DEBUG_INFO_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

// Of elfutils.
struct Dwfl;
struct Dwfl_Module;

namespace telemetry {

// A function at an address: the one that contains the code, or one that was inlined into it.
struct SourceFrame {
  // The name as function_name.h spells it.
  std::string function = {};
  // The line in `file`; 0 if unknown.
  int line = 0;
  // The path as it was given to the compiler.
  std::string file = {};
  // The line that declares the function; 0 if unknown.
  int function_line = 0;
  // The start address, as the file has it, of the function that contains the code; the same for
  // functions inlined into it. 0 if unknown.
  uint64_t entry = 0;
};

// What Find() says of an address at most, whatever the file claims: as many functions, the innermost
// ones, and of each name and path as many bytes.
inline constexpr size_t kMaxSourceFrames = 256;
inline constexpr size_t kMaxSourceTextBytes = 4096;

// Movable. Not thread-safe.
class DebugInfo {
 public:
  // Opens a program, a shared library or a separate debug file. NotFound and the like if it cannot
  // be read; InvalidArgument if it is not an ELF file. The first Find() looks for debug
  // information.
  static absl::StatusOr<DebugInfo> Open(const std::string& path);

  // The whole build id in hexadecimal; empty if the file has none.
  const std::string& build_id() const { return build_id_; }

  // Base name of the file.
  const std::string& object() const { return object_; }

  // The functions at an address, as the file has it, innermost first. Without debug information:
  // the function from the symbol table, without lines; without a symbol table: empty.
  std::vector<SourceFrame> Find(uint64_t address);

 private:
  struct EndSession {
    void operator()(Dwfl* session) const;
  };

  DebugInfo(std::unique_ptr<Dwfl, EndSession> session, Dwfl_Module* module, absl::string_view path);

  std::unique_ptr<Dwfl, EndSession> session_;
  // Owned by the session.
  Dwfl_Module* module_;
  std::string object_;
  std::string build_id_;
};

}  // namespace telemetry

#endif  // REPORT_SOURCE_LINES_DEBUG_INFO_H_
