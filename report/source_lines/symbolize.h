// Finds the source lines of stacks that were counted without them.
//
//   absl::StatusOr<DebugInfo> wc = DebugInfo::Open("wc");
//   SymbolizeStack(name, {&*wc}).stack;
//
//   crash/crash                                          crash/crash
//   wc@0123456789abcdef._ZN4tool5CountEv:@0x11d0,+0x1b   wc.tool::Get:+1,+0x1b  tool/get.h:21
//                                                 ->     wc.tool::Count:+3,+0x1b  tool/wc.cc:120
//   libc.so.6@c19de1ca.abort:@0x26200,+0x7f              libc.so.6@c19de1ca.abort:@0x26200,+0x7f
//
// Frames come out in Go's form: the line is relative to the function's first line, and build id and
// entry are dropped so that stacks from several builds of one source look alike. The position in
// the source follows. A call that the compiler inlined is a frame too, with its function's pc.

#ifndef REPORT_SOURCE_LINES_SYMBOLIZE_H_
#define REPORT_SOURCE_LINES_SYMBOLIZE_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "report/source_lines/source_frame.h"

namespace telemetry {

struct SymbolizedStack {
  std::string stack;
  // A line for each object that a given file matches by name but not by build id. Such a file is
  // another build, whose lines would be wrong.
  std::vector<std::string> mismatches;
};

// The stack `name`, decoded, with source lines for the frames whose build id matches a file in
// `files`, or whose object name does if the frame has no build id but the place in its file. All
// other lines stay as they are, with functions under their readable names (readable_stack.h).
SymbolizedStack SymbolizeStack(absl::string_view name, absl::Span<SourceLines* const> files);

}  // namespace telemetry

#endif  // REPORT_SOURCE_LINES_SYMBOLIZE_H_
