// What counts as valid UTF-8, by Go's rules (package unicode/utf8): the shortest form of a code
// point up to U+10FFFF that is no surrogate. Names in a counter file are bytes that anyone may have
// written; Go's JSON and protobuf both want text. The functions are pure.
//
//   ReplaceInvalidUtf8("caf\xe9")  // "caf\uFFFD"

#ifndef STORAGE_UTF8_H_
#define STORAGE_UTF8_H_

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace telemetry {

// Length in bytes, 1 to 4, of the valid sequence that `text` begins with; 0 if it begins with an
// invalid byte. `text` must not be empty.
size_t Utf8SequenceLength(absl::string_view text);

// `text` with U+FFFD in place of each byte that belongs to no valid sequence, as Go's encoding/json
// writes it.
std::string ReplaceInvalidUtf8(absl::string_view text);

}  // namespace telemetry

#endif  // STORAGE_UTF8_H_
