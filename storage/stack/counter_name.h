// Counter names, and the stacks that some of them hold.
//
// A name that contains a newline belongs to a stack counter: its first line is the counter's title,
// each further line a frame, innermost first, `path.function:+line,+0xpc`. In a counter file, a
// frame with the same path as the last one spelled out has a ditto mark, `"`, in place of the path:
//
//   tool/bug                            tool/bug
//   main.check:+2,+0x17        <->      main.check:+2,+0x17
//   main.main:+34,+0xcd2                ".main:+34,+0xcd2
//
// The path of a line is everything before its last dot; a line without a path never changes. If no
// line above spells out a path, decoding removes the ditto mark and its dot, as Go does. stack_name.h
// encodes. All functions are pure and thread-safe.

#ifndef STORAGE_STACK_COUNTER_NAME_H_
#define STORAGE_STACK_COUNTER_NAME_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace telemetry {

// Whether `name` is a stack counter's.
bool IsStack(absl::string_view name);

// The first line of `name`: a stack counter's title, or all of any other name. A view into `name`.
absl::string_view StackTitle(absl::string_view name);

// The path of `line`, a line of a stack's name; empty if it has none. A view into `line`.
// Async-signal-safe.
absl::string_view PathOfLine(absl::string_view line) noexcept;

// The name with every frame's path spelled out. Accepts any bytes; decoding twice changes nothing
// that an encoder can produce. Linear in the result, which can be longer than `name` by (longest
// path) x (number of lines).
std::string DecodeStack(absl::string_view name);

// The size of DecodeStack(name), for whoever must not make a string of any size. Linear in `name`.
uint64_t DecodedStackBytes(absl::string_view name);

}  // namespace telemetry

#endif  // STORAGE_STACK_COUNTER_NAME_H_
