#include "cmd/internal/terminal_output.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <string>
#include <utility>

#include "gtest/gtest.h"
#include "storage/unique_fd.h"

namespace telemetry::cmd {
namespace {

TEST(TerminalTextTest, KeepsWhatCanBeRead) {
  for (const std::string text : {"", "plain\n\ttext", R"({"name": "Ünï-日本 \u001b"})",
                                 "\x1b[1mbold\x1b[0m", "\x1b[32mgreen\x1b[0m \x1b[36m \x1b[2m"}) {
    EXPECT_EQ(TerminalText(text), text);
  }
}

TEST(TerminalTextTest, EscapesWhatTerminalsObeyAndReadersDoNotSee) {
  const std::pair<std::string, const char*> kTexts[] = {
      {"a\x7f", "a\\u007f"},
      {"\xc2\x9b"
       "2J",
       "\\u009b2J"},  // CSI in one character
      {"\xe2\x80\xae"
       "txt.exe",
       "\\u202etxt.exe"},                      // right-to-left override
      {"\xe2\x81\xa6", "\\u2066"},             // isolate
      {"\xf3\xa0\x81\x81", "\\udb40\\udc41"},  // a tag, beyond the first plane
      {"\x1b[2J", "\\u001b[2J"},
      {"\x1b[8mhidden", "\\u001b[8mhidden"},
      {"\x1b]0;title\x07", "\\u001b]0;title\\u0007"},
      {"a\rb", "a\\u000db"},
      {"\xff\xc2", "\\ufffd\\ufffd"},
  };
  for (const auto& [text, escaped] : kTexts) EXPECT_EQ(TerminalText(text), escaped);
}

// A terminal of which nobody reads.
class Terminal {
 public:
  Terminal() : master_(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)) {
    EXPECT_EQ(grantpt(master_.get()), 0);
    EXPECT_EQ(unlockpt(master_.get()), 0);
    slave_ = UniqueFd(open(ptsname(master_.get()), O_RDWR | O_NOCTTY | O_CLOEXEC));
  }
  int fd() const { return slave_.get(); }

 private:
  UniqueFd master_;
  UniqueFd slave_;
};

TEST(TerminalOutputTest, EscapesOnATerminalHoweverTheTextIsCut) {
  const Terminal terminal;
  std::ostringstream out;
  {
    const TerminalOutput guard(out, terminal.fd());
    out << "\xc2"
        << "\x9b" << 'x' << "\n";
    EXPECT_EQ(out.str(), "");
    out << std::flush;
    EXPECT_EQ(out.str(), "\\u009bx\n");
    out << "rest\x7f";
  }
  EXPECT_EQ(out.str(), "\\u009bx\nrest\\u007f");
  out << "\x7f";
  EXPECT_EQ(out.str(), "\\u009bx\nrest\\u007f\x7f");
}

TEST(TerminalOutputTest, PassesOnWhatIsLongBeforeItsEnd) {
  const Terminal terminal;
  std::ostringstream out;
  const TerminalOutput guard(out, terminal.fd());
  out << std::string(40'000, 'x') << "\n" << std::string(40'000, 'x');
  EXPECT_EQ(out.str().size(), 40'001u);
}

TEST(TerminalOutputTest, LeavesFilesAndPipesAlone) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const UniqueFd reader(ends[0]);
  const UniqueFd writer(ends[1]);
  std::ostringstream out;
  const TerminalOutput guard(out, writer.get());
  out << "\xc2\x9b";
  EXPECT_EQ(out.str(), "\xc2\x9b");
}

TEST(TerminalOutputTest, ReportsThatTheTextCannotBeWritten) {
  const Terminal terminal;
  std::ofstream full("/dev/full");
  const TerminalOutput guard(full, terminal.fd());
  full << "text";
  EXPECT_FALSE(full.flush());
}

}  // namespace
}  // namespace telemetry::cmd
