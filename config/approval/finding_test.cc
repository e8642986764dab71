#include "config/approval/finding.h"

#include <vector>

#include "absl/strings/string_view.h"
#include "gtest/gtest.h"

namespace telemetry {
namespace {

TEST(FindingTest, ReadsAsEditorsWantIt) {
  EXPECT_EQ(FormatFinding("c.txt", {12, Severity::kError, "MISSING_OWNER", "add one"}),
            "c.txt:12: error: MISSING_OWNER: add one");
  EXPECT_EQ(FormatFinding("c.txt", {1, Severity::kWarning, "EXPIRED", "renew it"}),
            "c.txt:1: warning: EXPIRED: renew it");
}

TEST(FindingTest, ReadsAsProgramsWantIt) {
  EXPECT_EQ(FindingsToJson("c.txt", {{12, Severity::kError, "N", "t"}}),
            "{\n \"Findings\": [\n  {\n   \"File\": \"c.txt\",\n   \"Line\": 12,\n"
            "   \"Severity\": \"error\",\n   \"Name\": \"N\",\n   \"Text\": \"t\"\n  }\n ]\n}");
  EXPECT_EQ(FindingsToJson("c.txt", {}), "{\n \"Findings\": []\n}");
}

TEST(FindingTest, TakesTheLineFromAnError) {
  const auto formatted = [](absl::string_view message) {
    return FormatFinding("c.txt", FindingOfError(message, "c.txt"));
  };
  EXPECT_EQ(formatted("c.txt:12: title is: missing"),
            "c.txt:12: error: INVALID: title is: missing");
  EXPECT_EQ(formatted("c.txt: too long"), "c.txt:1: error: INVALID: too long");
  EXPECT_EQ(formatted("too long"), "c.txt:1: error: INVALID: too long");
}

TEST(FindingTest, OnlyAnErrorIsAnError) {
  EXPECT_FALSE(HasError({}));
  EXPECT_FALSE(HasError({{1, Severity::kWarning, "N", ""}}));
  EXPECT_TRUE(HasError({{1, Severity::kWarning, "N", ""}, {2, Severity::kError, "N", ""}}));
}

TEST(FindingTest, SortsByLineAndKeepsTheOrderOfALine) {
  std::vector<Finding> findings = {{2, Severity::kError, "B", ""},
                                   {2, Severity::kError, "A", ""},
                                   {1, Severity::kError, "C", ""}};
  SortByLine(findings);
  EXPECT_EQ(findings[0].name, "C");
  EXPECT_EQ(findings[1].name, "B");
  EXPECT_EQ(findings[2].name, "A");
}

}  // namespace
}  // namespace telemetry
