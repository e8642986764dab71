// Whether a name can be that of a stack counter: what a collector asks of a stack before it is
// published, since only the title of a stack is approved by name.
//
//   const std::string why_not = WhyNotStack(name);
//   if (!why_not.empty()) leave_out(name, why_not);
//   const absl::string_view published = WithFrames(name, approval.depth);
//
// A frame is one of storage/counter_file/counter_file_format.md's two: of Go, `path.function:+line,+0xpc`, or ours,
// `object@buildid.function:@0xentry,+0xpc`. What comes before the last colon may be any name of
// Go's or C++'s, so the grammar leaves room for a sentence without blanks, and for no more.
//
// All functions are pure and thread-safe, and linear in the size of the name.

#ifndef REPORT_STACK_CHECK_H_
#define REPORT_STACK_CHECK_H_

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace telemetry {

// The most frames that any program counts in a stack.
inline constexpr size_t kMaxFramesOfAStack = 64;

// Why `name`, decoded (counter_name.h) or not, is not the name of a stack that a counter file can
// hold; empty if it is. It must have a title and at least one frame; each further line must be a frame,
// except that a name that was cut ends with "truncated" and an empty line, before which a frame may
// have lost its end; and in a counter file it must have at most 4096 bytes.
std::string WhyNotStack(absl::string_view name);

// Whether `line` has the form of one of Go's frames, by what follows its last colon.
bool IsFrameOfGo(absl::string_view line);

// The name with at most `frames` frames, the innermost ones. A view into `name`.
absl::string_view WithFrames(absl::string_view name, size_t frames);

}  // namespace telemetry

#endif  // REPORT_STACK_CHECK_H_
