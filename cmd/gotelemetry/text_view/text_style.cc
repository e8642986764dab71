#include "cmd/gotelemetry/text_view/text_style.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace telemetry::cmd {
namespace {

constexpr int kNarrowest = 30;

absl::string_view Value(const char* name, Getenv getenv) {
  const char* const value = getenv(name);
  return value == nullptr ? "" : value;
}

// The first of the three that is set decides, as in POSIX.
bool IsUtf8Locale(Getenv getenv) {
  for (const char* const name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const std::string value = absl::AsciiStrToLower(Value(name, getenv));
    if (value.empty()) continue;
    return absl::StrContains(value, "utf-8") || absl::StrContains(value, "utf8");
  }
  return false;
}

absl::string_view EscapeSequence(Color color) {
  switch (color) {
    case Color::kTitle:
      return "\x1b[1m";
    case Color::kBar:
      return "\x1b[36m";
    case Color::kMark:
      return "\x1b[32m";
    case Color::kDim:
      return "\x1b[2m";
  }
  return "";
}

}  // namespace

TextStyle DetectTextStyle(int fd, Getenv getenv) {
  TextStyle style;
  style.unicode = IsUtf8Locale(getenv);
  if (isatty(fd)) {
    style.color = Value("NO_COLOR", getenv).empty() && Value("TERM", getenv) != "dumb";
    struct winsize size;
    if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col >= kNarrowest) style.width = size.ws_col;
  }
  int columns;
  if (absl::SimpleAtoi(Value("COLUMNS", getenv), &columns) && columns >= kNarrowest) {
    style.width = columns;
  }
  return style;
}

std::string Paint(absl::string_view text, Color color, const TextStyle& style) {
  if (!style.color || text.empty()) return std::string(text);
  return absl::StrCat(EscapeSequence(color), text, "\x1b[0m");
}

}  // namespace telemetry::cmd
