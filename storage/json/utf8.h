// Valid UTF-8 by Go's rules (package unicode/utf8): the shortest form of a code point up to
// U+10FFFF that is not a surrogate. Names in a counter file are bytes that anyone may have written,
// but Go's JSON and protobuf both require text. The functions are pure.
//
//   ReplaceInvalidUtf8("caf\xe9");  // "caf\uFFFD"

#ifndef STORAGE_JSON_UTF8_H_
#define STORAGE_JSON_UTF8_H_

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace telemetry {

// Length in bytes, 1 to 4, of the valid sequence at the start of `text`; 0 if its first byte is
// invalid. `text` must not be empty.
size_t Utf8SequenceLength(absl::string_view text);

// `text` with each byte that is not part of a valid sequence replaced by U+FFFD, as Go's
// encoding/json writes it.
std::string ReplaceInvalidUtf8(absl::string_view text);

}  // namespace telemetry

#endif  // STORAGE_JSON_UTF8_H_
