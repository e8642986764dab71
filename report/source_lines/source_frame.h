// A function at an address of a program, and where it is in the source.

#ifndef REPORT_SOURCE_LINES_SOURCE_FRAME_H_
#define REPORT_SOURCE_LINES_SOURCE_FRAME_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

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

  friend bool operator==(const SourceFrame&, const SourceFrame&) = default;
};

// What is said of an address at most, whatever a file claims: as many functions, the innermost ones, and
// of each name and path as many bytes.
inline constexpr size_t kMaxSourceFrames = 256;
inline constexpr size_t kMaxSourceTextBytes = 4096;

// Whoever knows the source lines of one build of a program or library. An implementation says
// whether it is thread-safe.
class SourceLines {
 public:
  virtual ~SourceLines() = default;

  // The whole build id in hexadecimal; empty if the file has none.
  virtual const std::string& build_id() const = 0;
  // Base name of the program's or library's file.
  virtual const std::string& object() const = 0;
  // The functions at an address, as the file has it, innermost first; empty if nothing is known.
  virtual std::vector<SourceFrame> Find(uint64_t address) = 0;
};

}  // namespace telemetry

#endif  // REPORT_SOURCE_LINES_SOURCE_FRAME_H_
