// What a stack is about, in a line: the functions of its top frames, without the places in them. Stacks
// of several versions that have the same are probably one problem.
//
//   TopFrames("crash/crash\nlibc.so.6@c19de1ca1b1d1b2f.abort:@0x26200,+0x7f\n"
//             "wc@0123456789abcdef._ZN4tool5CountEv:@0x11d0,+0x1b\nwc@0123456789abcdef.main:@0x90,+0x4")
//       // {"tool::Count", "main"}
//
// Frames at the top that say only that a program ends are passed over: those of system libraries and of
// Go's runtime. A stack may have source lines (report/source_lines/symbolize.h). Pure.

#ifndef REPORT_STACKS_TOP_FRAMES_H_
#define REPORT_STACKS_TOP_FRAMES_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace telemetry {

// The functions of at most `count` frames, innermost first, as people call them. Frames of unknown
// functions are left out. Empty if there are none.
std::vector<std::string> TopFrames(absl::string_view stack, size_t count);

}  // namespace telemetry

#endif  // REPORT_STACKS_TOP_FRAMES_H_
