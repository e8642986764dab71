// Makes invisible characters visible, so that a name cannot pass for another. Names in reports are
// bytes that anyone may have chosen, and pages show them side by side.
//
//   VisibleText("a\nb");       // "a␊b"
//   VisibleText("a\u202eb");   // "a\\u202eb"
//
// The pages' scripts do the same (visible() in upload/web/charts/text.ts), so that a name looks the
// same in a table as in the picture above it.
//
// Pure; thread-safe.

#ifndef UPLOAD_SITE_INTERNAL_VISIBLE_TEXT_H_
#define UPLOAD_SITE_INTERNAL_VISIBLE_TEXT_H_

#include <string>

#include "absl/strings/string_view.h"

namespace telemetry::upload_internal {

// Returns `text` (UTF-8) with each ASCII control character replaced by a symbol (U+2400 and so on),
// and other invisible characters spelled out, as in `\u202e`: other control characters, marks that
// change the direction of text, separators, and zero-width characters. Bytes that are not valid
// UTF-8 stay as they are.
std::string VisibleText(absl::string_view text);

}  // namespace telemetry::upload_internal

#endif  // UPLOAD_SITE_INTERNAL_VISIBLE_TEXT_H_
