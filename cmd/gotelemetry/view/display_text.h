// Text in columns of a terminal.
//
//   PadEnd(FitEnd(Printable(name), 20, style), 20) + " " + PadStart(count, 6)
//
// Every text given to these functions is printable (cmd/internal/printable.h). A code point is taken
// to be one column wide. All functions are pure.

#ifndef CMD_GOTELEMETRY_VIEW_DISPLAY_TEXT_H_
#define CMD_GOTELEMETRY_VIEW_DISPLAY_TEXT_H_

#include <string>

#include "absl/strings/string_view.h"
#include "cmd/gotelemetry/view/text_style.h"

namespace telemetry::cmd {

// The number of columns that a printable text takes.
int DisplayWidth(absl::string_view text);

// `text`, cut to `width` columns at its end, or at its start, if it is wider. An ellipsis shows
// where.
std::string FitEnd(absl::string_view text, int width, const TextStyle& style);
std::string FitStart(absl::string_view text, int width, const TextStyle& style);

// `text` with spaces added after it, or before it, until it takes `width` columns.
std::string PadEnd(absl::string_view text, int width);
std::string PadStart(absl::string_view text, int width);

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_VIEW_DISPLAY_TEXT_H_
