// The lines of a JSON text on which its values stand, which a JsonDocument does not keep.
//
//   std::vector<int> lines = JsonValueLines(json);
//   // lines[i] is the line of value i, in the order in which a walk through JsonDocument::root()
//   // meets them: each object and array before what is in it.
//
// Pure and thread-safe.

#ifndef CONFIG_APPROVAL_INTERNAL_JSON_LINES_H_
#define CONFIG_APPROVAL_INTERNAL_JSON_LINES_H_

#include <cstddef>
#include <vector>

#include "absl/strings/string_view.h"

namespace telemetry::config_internal {

// `json` must be valid, as JsonDocument::Parse() decides; for other text the result means nothing.
// Keys of objects are not values. A value that spans lines has the first. Linear.
std::vector<int> JsonValueLines(absl::string_view json);

// The line, counted from 1, of the byte at `offset`.
int LineAt(absl::string_view text, size_t offset);

}  // namespace telemetry::config_internal

#endif  // CONFIG_APPROVAL_INTERNAL_JSON_LINES_H_
