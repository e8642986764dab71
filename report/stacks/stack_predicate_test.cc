#include "report/stacks/stack_predicate.h"

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace telemetry {
namespace {

bool Matches(const std::string& expression, const std::string& text) {
  const absl::StatusOr<StackPredicate> predicate = StackPredicate::Parse(expression);
  EXPECT_TRUE(predicate.ok()) << expression << ": " << predicate.status();
  return predicate.ok() && predicate->Matches(text);
}

std::string ErrorOf(const std::string& expression) {
  const absl::StatusOr<StackPredicate> predicate = StackPredicate::Parse(expression);
  EXPECT_FALSE(predicate.ok()) << expression;
  return std::string(predicate.status().message());
}

TEST(StackPredicateTest, ALiteralIsAtTheEndOfAWord) {
  EXPECT_TRUE(Matches(R"("fu+12")", "x:fu+12,+0x5"));
  EXPECT_TRUE(Matches(R"("fu+12")", "snafu+12,"));
  EXPECT_TRUE(Matches(R"("fu+12")", "fu+123 fu+12"));
  EXPECT_FALSE(Matches(R"("fu+12")", "x:fu+123,"));
  EXPECT_FALSE(Matches(R"("fu")", "fu_2"));
}

TEST(StackPredicateTest, ALiteralIsNoPattern) {
  EXPECT_TRUE(Matches(R"("a.*b")", "a.*b"));
  EXPECT_FALSE(Matches(R"("a.*b")", "axxb"));
}

TEST(StackPredicateTest, ReadsTheLineOfTheConfiguration) {
  const std::string text =
      "crash/crash\nruntime.main:+3\n"
      "GOTOOLCHAIN=go1.26.0 GOOS=linux GOARCH=amd64 golang.org/x/tools/gopls@v0.22.0";
  EXPECT_TRUE(Matches(R"("GOOS=linux" && "gopls@v0.22.0")", text));
  EXPECT_FALSE(Matches(R"("GOARCH=arm64" || "GOTOOLCHAIN=go1.26.3")", text));
}

// What Go's own parser and regular expressions answer, for ten texts: a digit for each, or nothing
// if it refuses the expression.
struct GoAnswer {
  std::string expression;
  std::string holds;
};

const std::string kTexts[] = {"a", "b", "a b", "a b c", "", "a.(x", "\u00e9", "xa", "ax", "a\nb"};

const GoAnswer kGoAnswers[] = {
    {"\"a\"\n&& \"b\"", ""},
    {"\"a\" &&\n\"b\"", "0011000001"},
    {"(\"a\"\n|| \"b\")", ""},
    {"(\n\"a\" ||\n \"b\")", "1111010101"},
    {"\"a\" /* x\n */ && \"b\"", ""},
    {"\"a\" /* x */ && \"b\"", "0011000001"},
    {"\"a\" // c\n", "1011010101"},
    {"\"a\" // c", "1011010101"},
    {"\"a\"\n\n/* c */\n", "1011010101"},
    {"\"a\";", ""},
    {"\"a\" || \"b\" && \"c\"", "1011010101"},
    {"!\"a\" || \"b\"", "0111101011"},
    {"!!\"a\"", "1011010101"},
    {"!\n\"a\"", "0100101010"},
    {"`a`", "1011010101"},
    {"`a\nb`", "0000000001"},
    {"`a\r\nb`", "0000000001"},
    {R"("\x61")", "1011010101"},
    {R"("\u00e9")", "0000000000"},
    {R"("\141")", "1011010101"},
    {R"("\q")", ""},
    {R"("\'")", ""},
    {R"("\ud800")", ""},
    {R"("\400")", ""},
    {R"("\xff")", ""},
    {"'a'", ""},
    {"\"a\"\n\"b\"", ""},
    {"\"a\" \"b\"", ""},
    {"(\"a\"", ""},
    {"\"a\")", ""},
    {"(\"a\"\n)", ""},
    {"()", ""},
    {"\"a\" != \"b\"", ""},
    {"\"a\" & \"b\"", ""},
    {"\"a\" && && \"b\"", ""},
    {"\"\"", "1111010111"},
    {"\"a\n\"", ""},
    {"/* x", ""},
    {"\"a\" /* x", ""},
    {"\"a\"\n// c\n&& \"b\"", ""},
    {"\r\n\"a\" &&\r\n \"b\"\r\n", "0011000001"},
    {"\"a.(\"", "0000010000"},
    {"\v\"a\"", ""},
    {"", ""},
    {"1", ""},
    {"foo", ""},
    {"\"x\" + \"y\"", ""},
    {"~\"x\"", ""},
    {"f(1)", ""},
};

TEST(StackPredicateTest, AnswersAsGoDoes) {
  for (const GoAnswer& go : kGoAnswers) {
    const absl::StatusOr<StackPredicate> predicate = StackPredicate::Parse(go.expression);
    std::string holds;
    for (const std::string& text : kTexts) {
      if (predicate.ok()) holds += predicate->Matches(text) ? '1' : '0';
    }
    EXPECT_EQ(holds, go.holds) << go.expression << " " << predicate.status();
  }
}

TEST(StackPredicateTest, SaysWhereItIsWrong) {
  EXPECT_EQ(ErrorOf("\"a\" &&\n(\"b\" ||\n)"), "line 3: ) where a literal should be");
  EXPECT_EQ(ErrorOf("\"a\"\n&& \"b\""), "line 2: && where an operator or the end should be");
  EXPECT_EQ(ErrorOf("(\"a\"\n|| \"b\")"),
            "line 1: the end of a line where an operator or ) should be");
  EXPECT_EQ(ErrorOf("sigpanic"),
            "line 1: neither a literal in quotation marks nor one of && || ! ( )");
}

TEST(StackPredicateTest, RefusesWhatIsNestedTooDeeply) {
  const auto nested = [](int depth) {
    return absl::StrCat(std::string(depth, '('), "\"a\"", std::string(depth, ')'));
  };
  EXPECT_TRUE(Matches(nested(StackPredicate::kMaxDepth - 1), "a"));
  EXPECT_TRUE(absl::StrContains(ErrorOf(nested(StackPredicate::kMaxDepth)), "too deeply"));
  EXPECT_TRUE(absl::StrContains(ErrorOf(std::string(1000000, '!')), "too deeply"));
}

TEST(StackPredicateTest, TakesManyOperandsWithoutDepth) {
  std::string expression = "\"x0\"";
  for (int i = 1; i < 20000; ++i) absl::StrAppend(&expression, " || \"x", i, "\"");
  EXPECT_TRUE(Matches(expression, "x19999"));
}

// Predicates of golang/go#79918 and #77993, and the part of their stacks that they speak of.
TEST(StackPredicateTest, ClaimsTheStacksOfPublicIssues) {
  const std::string type_assertion =
      "crash/crash\n"
      "runtime.throw:+9,+0x4c\n"
      "runtime.sigpanic:+22,+0xcf\n"
      "runtime.rtype.string:+1,+0x13\n"
      "runtime.(*TypeAssertionError).Error:+9,+0x8e\n"
      "runtime.preprintpanics:+22,+0x135\n"
      "runtime.gopanic:+68,+0x164\n"
      "runtime.panicdottypeE:+1,+0x64\n"
      "golang.org/x/tools/gopls/internal/util/persistent.(*Map[...]).Get:=183,+0x1196";
  const std::string cmpbody =
      "crash/crash\n"
      "runtime.throw:+9,+0x33\n"
      "runtime.sigpanic:+3,+0x34f\n"
      "runtime.memmove:+13,+0x1c\n"
      "runtime.recordForPanic:+6,+0x123\n"
      "runtime.gwrite:+4,+0x2b\n"
      "runtime.printstring:+1,+0x2b\n"
      "runtime.sigpanic:+31,+0x1f3\n"
      ".cmpbody:+11,+0x20";
  const std::string of_79918 = R"("panicdottypeE" && "preprintpanics" && "sigpanic")";
  const std::string of_77993 = R"("sigpanic" && "cmpbody")";
  EXPECT_TRUE(Matches(of_79918, type_assertion));
  EXPECT_FALSE(Matches(of_79918, cmpbody));
  EXPECT_TRUE(Matches(of_77993, cmpbody));
  EXPECT_FALSE(Matches(of_77993, type_assertion));
}

}  // namespace
}  // namespace telemetry
