#ifndef CMD_GOTELEMETRY_VIEW_TEXT_STYLE_H_
#define CMD_GOTELEMETRY_VIEW_TEXT_STYLE_H_

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"

namespace telemetry::cmd {

// What a terminal can show.
struct TextStyle {
  // At least 30.
  int width = 80;
  bool color = false;
  // Whether characters beyond ASCII may be used for bars and marks.
  bool unicode = false;
};

// Returns the value of an environment variable, or null.
using Getenv = absl::FunctionRef<const char*(const char* name)>;

// The style for output to `fd`. On a terminal: its width, and colors unless NO_COLOR is set and not
// empty (no-color.org) or TERM is `dumb`. Elsewhere: no colors, and 80 columns. $COLUMNS, if it is
// a number of at least 30, overrides the detected width. Unicode if the locale's variables say
// UTF-8.
TextStyle DetectTextStyle(int fd, Getenv getenv);

enum class Color { kTitle, kBar, kMark, kDim };

// `text` in that color; `text` as it is if the style has no colors.
std::string Paint(absl::string_view text, Color color, const TextStyle& style);

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_VIEW_TEXT_STYLE_H_
