// Stacks for people to read.
//
//   ReadableStack("crash/crash\nwc@01._ZN4tool5CountEv:@0x11d0,+0x1b")
//       // "crash/crash\nwc@01.tool::Count:@0x11d0,+0x1b"

#ifndef STORAGE_STACK_READABLE_STACK_H_
#define STORAGE_STACK_READABLE_STACK_H_

#include <string>

#include "absl/strings/string_view.h"

namespace telemetry {

// The stack `name`, decoded, with linkage names of functions, as in stacks of crashes, replaced by
// the names that function_name.h gives them. Other names are left alone. Pure and thread-safe.
std::string ReadableStack(absl::string_view name);

}  // namespace telemetry

#endif  // STORAGE_STACK_READABLE_STACK_H_
