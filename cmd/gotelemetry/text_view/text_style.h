#ifndef CMD_GOTELEMETRY_TEXT_VIEW_TEXT_STYLE_H_
#define CMD_GOTELEMETRY_TEXT_VIEW_TEXT_STYLE_H_

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"

namespace telemetry::cmd {

// The capabilities of a terminal.
struct TextStyle {
  // At least 30.
  int width = 80;
  bool color = false;
  // Whether bars and marks may use characters beyond ASCII.
  bool unicode = false;
};

// Returns the value of an environment variable, or null.
using Getenv = absl::FunctionRef<const char*(const char* name)>;

// Returns the style for output to `fd`. For a terminal: its width, with colors unless NO_COLOR is
// set and not empty (no-color.org) or TERM is `dumb`. Otherwise: no colors, 80 columns. $COLUMNS,
// if a number of at least 30, overrides the width. Unicode if the locale variables name UTF-8.
TextStyle DetectTextStyle(int fd, Getenv getenv);

enum class Color { kTitle, kBar, kMark, kDim };

// Returns `text` in `color`; unchanged if the style has no colors.
std::string Paint(absl::string_view text, Color color, const TextStyle& style);

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_TEXT_VIEW_TEXT_STYLE_H_
