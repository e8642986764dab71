#include "cmd/gotelemetry/counts/count_lines.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace telemetry::cmd {
namespace {

using testing::HasSubstr;

// The lines as NAME=N, or the code and text of the error.
std::string Parsed(absl::string_view text) {
  const absl::StatusOr<std::vector<CountLine>> lines = ParseCountLines(text);
  if (!lines.ok()) return lines.status().ToString();
  std::string all;
  for (const CountLine& line : *lines) absl::StrAppend(&all, line.name, "=", line.n, ";");
  return all;
}

TEST(CountLinesTest, AreANameAndPerhapsANumber) {
  EXPECT_EQ(Parsed("a/b:c\na/d 3\n"), "a/b:c=1;a/d=3;");
  EXPECT_EQ(Parsed("\n  a \t 9223372036854775807 \r\n\n"), "a=9223372036854775807;");
  EXPECT_EQ(Parsed(""), "");
  EXPECT_EQ(Parsed("caf\xc3\xa9"), "caf\xc3\xa9=1;");
}

TEST(CountLinesTest, NameTheLineThatIsWrong) {
  for (const char* line :
       {"a 0", "a -1", "a x", "a 1.5", "a 9223372036854775808", "a 1 2", "a\x1b[31m", "a\x7f"}) {
    EXPECT_THAT(Parsed(absl::StrCat("ok\n\n", line, "\nok\n")), HasSubstr("line 3: ")) << line;
  }
  EXPECT_THAT(Parsed(absl::string_view("a\0b", 3)), HasSubstr("line 1: "));
  EXPECT_THAT(Parsed(std::string(4097, 'a')), HasSubstr("is not the name"));
}

TEST(CountLinesTest, AreLimited) {
  std::string names;
  for (int i = 0; i < 1'000; ++i) absl::StrAppend(&names, "n", i, "\n");
  EXPECT_THAT(Parsed(names), HasSubstr("n999=1;"));
  EXPECT_THAT(Parsed(names + "another"), HasSubstr("OUT_OF_RANGE"));
  std::string lines;
  for (int i = 0; i < 10'001; ++i) lines += "a\n";
  EXPECT_THAT(Parsed(lines), HasSubstr("OUT_OF_RANGE"));
  EXPECT_THAT(Parsed(std::string((1 << 20) + 1, '\n')), HasSubstr("OUT_OF_RANGE"));
}

TEST(CountLinesTest, AnArgumentIsOneName) {
  EXPECT_TRUE(ParseCount("a", "2").ok());
  EXPECT_FALSE(ParseCount("a b", "2").ok());
  EXPECT_FALSE(ParseCount("a\nb", "2").ok());
  EXPECT_FALSE(ParseCount("", "2").ok());
}

}  // namespace
}  // namespace telemetry::cmd
