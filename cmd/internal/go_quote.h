// Text as Go's %q verb (strconv.Quote) prints it: on one line, in double quotes.
//
//   GoQuote("tool/bug\nmain.main:+2")  // "tool/bug\nmain.main:+2", with a backslash and an n
//
// All functions are pure.

#ifndef CMD_INTERNAL_GO_QUOTE_H_
#define CMD_INTERNAL_GO_QUOTE_H_

#include <string>

#include "absl/strings/string_view.h"

namespace telemetry::cmd {

// Quotes `text`, which may contain any bytes. A byte that is not valid UTF-8 becomes \xff.
std::string GoQuote(absl::string_view text);

// Like Go's strconv.IsPrint: whether `rune` is a letter, mark, number, punctuation, symbol or the
// ASCII space, as of Unicode 15.
bool IsGoPrintable(char32_t rune);

// Decodes the code point that `text` starts with, in valid UTF-8 of `length` bytes, 1 to 4.
char32_t DecodeRune(absl::string_view text, size_t length);

}  // namespace telemetry::cmd

#endif  // CMD_INTERNAL_GO_QUOTE_H_
