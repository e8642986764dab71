#include "cmd/internal/printable.h"

#include "gtest/gtest.h"

namespace telemetry::cmd {
namespace {

TEST(PrintableTest, LetsNothingThroughThatSteersTheTerminal) {
  EXPECT_EQ(Printable("\x1b[2J\r\n\t\x7f."), "?[2J????.");
  EXPECT_EQ(Printable("caf\u00e9 \xc2\x9b"
                      "31m \xff \u202e"),
            "caf\u00e9 ?31m ? ?");
}

TEST(PrintableTest, KeepsLineFeedsOfLines) {
  EXPECT_EQ(PrintableLines("a\n\x1b]0;b\r\n"), "a\n?]0;b?\n");
}

}  // namespace
}  // namespace telemetry::cmd
