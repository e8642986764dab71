// Text that cannot pretend to be something else: names in reports are bytes that anyone may have
// chosen, and a page shows them beside each other.
//
//   VisibleText("a\nb");       // "a␊b"
//   VisibleText("a\u202eb");   // "a\\u202eb"
//
// The pages' scripts do the same (visible() in upload/web/charts/text.ts), so that a name looks the
// same in a table and in the picture above it.
//
// Pure; thread-safe.

#ifndef UPLOAD_SITE_VISIBLE_TEXT_H_
#define UPLOAD_SITE_VISIBLE_TEXT_H_

#include <string>

#include "absl/strings/string_view.h"

namespace telemetry {

// `text`, UTF-8, with a symbol (U+2400 and so on) in place of each ASCII control character, and
// with other characters that are not seen spelled out, as in `\u202e`: other control characters,
// marks that change the direction of text, separators, and characters without width. What is not
// UTF-8 stays as it is.
std::string VisibleText(absl::string_view text);

}  // namespace telemetry

#endif  // UPLOAD_SITE_VISIBLE_TEXT_H_
