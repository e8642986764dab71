// Under which path a page about a program is served, and in which file it is.
//
//   EscapedPath("a b/c")   "a%20b/c"
//   EscapedId("charts:a b")  "charts:a%20b"
//   TextHash("a")          "af63dc4c8601ec8c"
//
// A program's name is anyone's text: it is escaped in a path, and a file is named by its hash. Pure; thread-safe.

#ifndef UPLOAD_SITE_INTERNAL_PAGE_PATH_H_
#define UPLOAD_SITE_INTERNAL_PAGE_PATH_H_

#include <string>

#include "absl/strings/string_view.h"

namespace telemetry::upload_internal {

// Everything but letters, digits and `/`, `.`, `-`, `_`, `~` as `%` and two digits.
std::string EscapedPath(absl::string_view text);

// Likewise, but `:` stays, as in Go's IDs of charts. It is an element's ID and, after a `#`, leads to it.
std::string EscapedId(absl::string_view text);

// FNV-1a of 64 bits, in 16 hexadecimal digits.
std::string TextHash(absl::string_view text);

}  // namespace telemetry::upload_internal

#endif  // UPLOAD_SITE_INTERNAL_PAGE_PATH_H_
