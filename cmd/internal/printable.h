// Text that is safe to print on a terminal.
//
//   out << Printable(name) << "\n";
//
// Names in counter files are bytes that any program may have written, and messages quote them. Only
// what comes from these functions, or is quoted (go_quote.h), may go to a terminal. Both are pure.

#ifndef CMD_INTERNAL_PRINTABLE_H_
#define CMD_INTERNAL_PRINTABLE_H_

#include <string>

#include "absl/strings/string_view.h"

namespace telemetry::cmd {

// `text` with `?` in place of whatever is not printable: control characters, with which a name
// could steer the terminal, and bytes that are not valid UTF-8.
std::string Printable(absl::string_view text);

// The same, but line feeds stay.
std::string PrintableLines(absl::string_view text);

}  // namespace telemetry::cmd

#endif  // CMD_INTERNAL_PRINTABLE_H_
