#include "storage/quoted.h"

#include <string>

#include "gtest/gtest.h"

namespace telemetry {
namespace {

TEST(QuotedTest, ShowsPlainTextAsItIs) {
  EXPECT_EQ(Quoted(""), "\"\"");
  EXPECT_EQ(Quoted("Program: example.com/tool"), "\"Program: example.com/tool\"");
}

TEST(QuotedTest, EscapesWhatIsNotPrintable) {
  EXPECT_EQ(Quoted("a\n\"b\"\x1b[31m\xff"), R"("a\n\"b\"\x1b[31m\xff")");
}

TEST(QuotedTest, CutsLongText) {
  EXPECT_EQ(Quoted(std::string(100, 'x')), "\"" + std::string(100, 'x') + "\"");
  EXPECT_EQ(Quoted(std::string(101, 'x')), "\"" + std::string(100, 'x') + "\"...");
}

}  // namespace
}  // namespace telemetry
