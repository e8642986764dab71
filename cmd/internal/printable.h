// Text that is safe to print on a terminal.
//
//   out << Printable(name) << "\n";
//
// Counter files may contain arbitrary bytes as names, and messages quote them. Only the output of
// these functions, or quoted text (go_quote.h), may be printed on a terminal. Both are pure.

#ifndef CMD_INTERNAL_PRINTABLE_H_
#define CMD_INTERNAL_PRINTABLE_H_

#include <string>

#include "absl/strings/string_view.h"

namespace telemetry::cmd {

// Returns `text` with `?` for everything that is not printable: control characters, through which a
// name could control the terminal, and bytes that are not valid UTF-8.
std::string Printable(absl::string_view text);

// The same, but keeps line feeds.
std::string PrintableLines(absl::string_view text);

}  // namespace telemetry::cmd

#endif  // CMD_INTERNAL_PRINTABLE_H_
