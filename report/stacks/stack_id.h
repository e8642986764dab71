// The short name of a stack, by which people and issues refer to it: the same as Go's tools give it.
//
//   StackId("crash/crash\nmain.main:+34,+0xcd2")  // six characters, such as "bfxyqw"
//
// It is the URL-safe base64 of the 32-bit FNV-1 hash of the decoded stack, without padding. Among
// 10,000 stacks, one in a hundred such sets has two with the same identifier.

#ifndef REPORT_STACKS_STACK_ID_H_
#define REPORT_STACKS_STACK_ID_H_

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace telemetry {

inline constexpr size_t kStackIdBytes = 6;

// The identifier of a stack as a report has it. Pure.
std::string StackId(absl::string_view stack);

// Whether `text` has the form of an identifier.
bool IsStackId(absl::string_view text);

}  // namespace telemetry

#endif  // REPORT_STACKS_STACK_ID_H_
