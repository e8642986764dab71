// What a stack may tell when it leaves a machine. The client sends, and the collector keeps, only
// this of it.
//
//   ReduceStack("crash/crash\n"
//               "mytool@3f2a9c0b6d1e4f58.tool::Count:@0x11d0,+0x1b\n"
//               "libjohns.so.1@0011223344556677.john::Call:@0x4f0,+0x2a\n"
//               "libc.so.6@c19de1ca1b1d1b2f.__libc_start_call_main:@0x27180,+0x79", builds);
//
//   crash/crash
//   mytool@3f2a9c0b6d1e4f58.tool::Count:@0x11d0,+0x1b      a build that the config lists
//   ?.john::Call:@0x0,+0x2a                                any other
//   libc.so.6.__libc_start_call_main:@0x0,+0x79            the same, in a system library
//
// A build ID names one build. Of a binary that somebody built at home it is as good as a name, and
// links the weeks of whoever has it; and with an address in the file one can look for that build. So
// of a frame in a build that the config does not list (config/upload_config/released_builds.h) there
// remain the function and the offset in it. If the function is unknown, the offset is one in the file,
// and does not remain either. The base name of a file remains if the config lists it, in whatever
// build, or if it is a system library's (system_library.h); else it becomes `?`.
//
// Pure and thread-safe.

#ifndef REPORT_REDUCED_STACK_H_
#define REPORT_REDUCED_STACK_H_

#include <string>

#include "absl/strings/string_view.h"
#include "config/upload_config/released_builds.h"

namespace telemetry {

// What remains of the decoded stack `name` (storage/stack/counter_name.h). Its title and Go's frames,
// `path.func:+line,+0xpc`, stay byte for byte, and so does what is no stack. In a name that was
// cut, the frame that lacks its end stays only behind one of Go's. Other lines that are no frames,
// which no counter has, stay unless they could name a build, with an `@`. Empty if nothing but the
// title remains of a name that was not cut.
//
// Reducing again with the same builds changes nothing. The result is never longer than `name`, and has
// the form of a stack (stack_check.h) if `name` has. Different stacks may become equal. Linear in the
// size of the name.
std::string ReduceStack(absl::string_view name, const ReleasedBuilds& builds);

}  // namespace telemetry

#endif  // REPORT_REDUCED_STACK_H_
