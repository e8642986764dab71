#include "cmd/internal/man_page.h"

#include <string>

#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "cmd/internal/command_tree.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace telemetry::cmd {
namespace {

using testing::HasSubstr;

std::string Page() {
  CommandTree tool = {.name = "tool", .description = "Does work.\nMuch of it.\n"};
  tool.options = {{.names = {"-h", "--help"}, .description = "Print help"}};
  CommandTree add = {.name = "add", .aliases = {"plus"}, .description = "Add a file"};
  add.footer = "First.\n\nSecond.";
  add.options = {{.names = {"--out"},
                  .kind = ValueKind::kFile,
                  .value = "FILE",
                  .description = "Where to\n.write"},
                 {.names = {"IN"},
                  .kind = ValueKind::kFile,
                  .description = "What",
                  .is_argument = true,
                  .is_required = true,
                  .is_repeatable = true}};
  add.examples = {{"tool sub add f", "Adds f"}};
  tool.commands = {{.name = "sub", .commands = {add}}};
  return ManPage(tool, {.version = "1.2.3",
                        .day = absl::CivilDay(2026, 11, 3),
                        .environment = {{"TOOL_DIR", "Where"}}});
}

TEST(ManPageTest, SaysWhatTheHelpSays) {
  EXPECT_EQ(Page(), R"(.TH TOOL 1 2026-11-03 "tool 1.2.3"
.SH NAME
tool \- does work
.SH SYNOPSIS
\fBtool\fR [\fIOPTION\fR]... \fICOMMAND\fR
.SH DESCRIPTION
Does work. Much of it.
.SH OPTIONS
.TP
\fB\-h\fR, \fB\-\-help\fR
Print help
.SH COMMANDS
.SS \fBtool sub add\fR [\fIOPTION\fR]... \fIIN\fR...
Add a file.
Also: plus.
.TP
\fB\-\-out\fR \fIFILE\fR
Where to \&.write
.TP
\fIIN\fR ...
What
.PP
First.
.PP
Second.
.SH ENVIRONMENT
.TP
\fBTOOL_DIR\fR
Where.
.SH EXIT STATUS
0: done. 1: failed, with a line on standard error. 2: wrong usage, and nothing
was done.
.SH EXAMPLES
.TP
\fBtool sub add f\fR
Adds f.
)");
}

TEST(ManPageTest, NoTextIsTakenForACommand) {
  EXPECT_EQ(EscapeRoff(".so /etc/passwd"), "\\&.so /etc/passwd");
  EXPECT_EQ(EscapeRoff("'x"), "\\(aqx");
  EXPECT_EQ(EscapeRoff("a\\fB-b"), "a\\efB\\-b");
}

TEST(ManPageTest, NoLineIsLong) {
  CommandTree tool = {.name = "tool",
                      .description = std::string(40, 'a') + " " + std::string(50, 'b')};
  const std::string page = ManPage(tool, {.version = "1", .day = absl::CivilDay(2026, 1, 1)});
  for (const absl::string_view line : absl::StrSplit(page, '\n'))
    EXPECT_LE(line.size(), 80) << line;
}

}  // namespace
}  // namespace telemetry::cmd
