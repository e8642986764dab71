// Text in terminal columns.
//
//   line = PadEnd(FitEnd(Printable(name), 20, style), 20) + " " + PadStart(count, 6);
//
// All texts passed to these functions must be printable (cmd/internal/printable.h). Each code point
// is assumed to be one column wide. All functions are pure.

#ifndef CMD_GOTELEMETRY_TEXT_VIEW_DISPLAY_TEXT_H_
#define CMD_GOTELEMETRY_TEXT_VIEW_DISPLAY_TEXT_H_

#include <string>

#include "absl/strings/string_view.h"
#include "cmd/gotelemetry/text_view/text_style.h"

namespace telemetry::cmd {

// Returns the number of columns that `text` takes.
int DisplayWidth(absl::string_view text);

// Cuts `text` at its end, or at its start, if it is wider than `width` columns. Marks the cut with
// an ellipsis.
std::string FitEnd(absl::string_view text, int width, const TextStyle& style);
std::string FitStart(absl::string_view text, int width, const TextStyle& style);

// Adds spaces after `text`, or before it, up to `width` columns.
std::string PadEnd(absl::string_view text, int width);
std::string PadStart(absl::string_view text, int width);

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_TEXT_VIEW_DISPLAY_TEXT_H_
