// Keeps text that anyone may have written from steering the terminal that it is printed on.
//
//   int main() {
//     const TerminalOutput guard(std::cout, STDOUT_FILENO);
//     std::cout << json;  // a name in it may have any character
//   }
//
// JSON escapes only what it must: it leaves DEL, the controls U+0080 to U+009F, of which terminals
// obey some, and characters that turn the direction of what follows. On a terminal these become
// \u00XX, which in JSON means the same. What goes to a file or a pipe stays as it is.

#ifndef CMD_INTERNAL_TERMINAL_OUTPUT_H_
#define CMD_INTERNAL_TERMINAL_OUTPUT_H_

#include <memory>
#include <ostream>
#include <string>

#include "absl/strings/string_view.h"

namespace telemetry::cmd {

// Returns `text` with each character that is not printable (go_quote.h) as \uXXXX, and each byte that
// is no UTF-8 as \ufffd. Keeps line feeds, tabs, and the sequences for the colors that
// gotelemetry/text_view/text_style.h uses. Pure.
std::string TerminalText(absl::string_view text);

// While it lives, what is written to a stream passes through TerminalText(), if `fd` is a terminal.
// Text may be written in any pieces, by several threads.
class TerminalOutput {
 public:
  TerminalOutput(std::ostream& out, int fd);
  TerminalOutput(const TerminalOutput&) = delete;
  TerminalOutput& operator=(const TerminalOutput&) = delete;
  ~TerminalOutput();

 private:
  class Buffer;

  std::ostream& out_;
  std::unique_ptr<Buffer> buffer_;  // null if it is no terminal
};

}  // namespace telemetry::cmd

#endif  // CMD_INTERNAL_TERMINAL_OUTPUT_H_
