// The manual page of a program, of the same commands and options as its help.
//
//   out << ManPage(tree, {.version = "0.1.0", .day = absl::CivilDay(2026, 11, 30)});  // tool.1

#ifndef CMD_INTERNAL_MAN_PAGE_H_
#define CMD_INTERNAL_MAN_PAGE_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "cmd/internal/command_tree.h"

namespace telemetry::cmd {

struct ManPageFacts {
  std::string version;
  absl::CivilDay day;
  std::vector<Explained> environment = {};
};

// Returns the page as roff with the macros of man(7); mandoc -T lint finds nothing in it. Pure.
std::string ManPage(const CommandTree& tree, const ManPageFacts& facts);

// Returns `text` so that roff prints it as it is. It has no line breaks. Pure.
std::string EscapeRoff(absl::string_view text);

}  // namespace telemetry::cmd

#endif  // CMD_INTERNAL_MAN_PAGE_H_
