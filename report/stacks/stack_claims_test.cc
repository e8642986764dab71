#include "report/stacks/stack_claims.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/util/status_matchers.h"

namespace telemetry {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

StackClaim Markdown(const std::string& text) {
  absl::StatusOr<StackClaim> claim = ClaimFromMarkdown("crashes/a.md", text);
  EXPECT_THAT(claim, IsOk());
  return *std::move(claim);
}

std::vector<StackClaim> Issues(const std::string& json, const std::string& label = "") {
  absl::StatusOr<std::vector<StackClaim>> claims = ClaimsFromIssues("issues.json", json, label);
  EXPECT_THAT(claims, IsOk());
  return *std::move(claims);
}

TEST(StackClaimsTest, ATextNamesTheStacksWhoseIdentifiersItHas) {
  const StackClaim claim = Markdown("This stack `K17t-A` was reported.\nDups: XtueSg");
  EXPECT_TRUE(claim.NamesStack("K17t-A"));
  EXPECT_TRUE(claim.NamesStack("XtueSg"));
  EXPECT_FALSE(claim.NamesStack("bfxyqw"));
  EXPECT_FALSE(claim.predicate.has_value());
}

TEST(StackClaimsTest, ThePredicateIsTheBlockAtTheStart) {
  for (const char* text : {
           "```\n#!stacks\n\"sigpanic\" &&\n \"cmpbody\"\n```\nMore.",
           "\n \n```\n #!stacks \r\n\"sigpanic\" && \"cmpbody\"\r\n```\r\n",
           "````text\n#!stacks\n`sigpanic` && \"cmpbody\"\n```` \n",
           "    #!stacks\n    \"sigpanic\" && \"cmpbody\"\nMore.",
           "\t#!stacks\n\t\"sigpanic\" && \"cmpbody\"",
           "# A crash\n\n```\n#!stacks\n\"sigpanic\" && \"cmpbody\"\n```\n",
       }) {
    const StackClaim claim = Markdown(text);
    ASSERT_TRUE(claim.predicate.has_value()) << text;
    EXPECT_TRUE(claim.predicate->Matches("runtime.sigpanic:+1\n.cmpbody:+11")) << text;
    EXPECT_FALSE(claim.predicate->Matches("runtime.sigpanic:+1")) << text;
  }
}

TEST(StackClaimsTest, ABlockElsewhereOrOfAnotherKindIsNoPredicate) {
  for (const char* text : {
           "Text.\n```\n#!stacks\n\"sigpanic\"\n```\n",
           "```\n#!flakes\n\"sigpanic\"\n```\n",
           "```\n#!stacks\n\"sigpanic\"\n",
           "``\n#!stacks\n\"sigpanic\"\n``\n",
           "#!stacks\n\"sigpanic\"\n",
           "",
       }) {
    EXPECT_FALSE(Markdown(text).predicate.has_value()) << text;
  }
}

TEST(StackClaimsTest, NamesThePredicateThatIsNone) {
  EXPECT_THAT(ClaimFromMarkdown("crashes/a.md", "```\n#!stacks\nsigpanic\n```").status(),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("crashes/a.md: the predicate: line 1: neither")));
  EXPECT_THAT(ClaimFromMarkdown("crashes/a.md", "```\n#!stacks\n```").status(),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("a literal should be")));
}

TEST(StackClaimsTest, TheHeadingOfAFileIsItsTitle) {
  EXPECT_EQ(Markdown("# The parser crashes \n\nText").title, "The parser crashes");
  EXPECT_EQ(Markdown("Text").title, "crashes/a.md");
}

TEST(StackClaimsTest, AFileSaysSinceWhenItIsFixed) {
  EXPECT_EQ(Markdown("Text.\nFixed in: example.com/tool@v1.2.0\n").fix,
            (StackFix{.program = "example.com/tool", .version = "v1.2.0"}));
  EXPECT_EQ(Markdown("Fixed in: v1.2.0").fix, (StackFix{.program = "", .version = "v1.2.0"}));
  EXPECT_EQ(Markdown("It will be fixed in: v1.2.0").fix, std::nullopt);
  EXPECT_THAT(ClaimFromMarkdown("a.md", "Fixed in: soon").status(),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("a.md: \"Fixed in: soon\": \"soon\" is not a version")));
}

TEST(StackClaimsTest, ReadsIssuesOfTheApiAndOfItsCommandLine) {
  const char* const api = R"([{"number": 79918, "title": "SEGV", "state": "closed",
      "state_reason": "completed", "body": "```\n#!stacks\n\"sigpanic\"\n```\r\n`XtueSg`",
      "labels": [{"name": "gopls"}], "milestone": {"title": "gopls/v0.23.0", "number": 4},
      "user": {"login": "a"}, "pull_request": null}])";
  const char* const command_line = R"([[{"number": 79918, "title": "SEGV", "state": "CLOSED",
      "stateReason": "COMPLETED", "body": "```\n#!stacks\n\"sigpanic\"\n```\n`XtueSg`",
      "labels": ["gopls"], "milestone": {"title": "gopls/v0.23.0"}}], []])";
  for (const char* json : {api, command_line}) {
    const std::vector<StackClaim> claims = Issues(json);
    ASSERT_THAT(claims, SizeIs(1));
    EXPECT_EQ(claims[0].name, "#79918");
    EXPECT_EQ(claims[0].title, "SEGV");
    EXPECT_TRUE(claims[0].predicate.has_value());
    EXPECT_TRUE(claims[0].NamesStack("XtueSg"));
    EXPECT_EQ(claims[0].fix, (StackFix{.program = "gopls", .version = "v0.23.0"}));
    EXPECT_THAT(Issues(json, "gopls"), SizeIs(1));
    EXPECT_THAT(Issues(json, "other"), SizeIs(0));
  }
}

std::optional<StackFix> FixOf(const std::string& state, const std::string& reason,
                              const std::string& milestone) {
  return Issues("[{\"number\":1,\"body\":null,\"state\":\"" + state + "\",\"state_reason\":\"" +
                reason + "\",\"milestone\":" + milestone + "}]")[0]
      .fix;
}

TEST(StackClaimsTest, OnlyAnIssueThatWasCompletedIsFixed) {
  const std::string milestone = R"({"title": "gopls/v0.23.0"})";
  EXPECT_TRUE(FixOf("closed", "completed", milestone).has_value());
  EXPECT_FALSE(FixOf("open", "", milestone).has_value());
  EXPECT_FALSE(FixOf("open", "reopened", milestone).has_value());
  EXPECT_FALSE(FixOf("closed", "not_planned", milestone).has_value());
  EXPECT_FALSE(FixOf("closed", "completed", "null").has_value());
}

TEST(StackClaimsTest, TheMilestoneNamesProgramAndVersion) {
  const auto fix = [](const std::string& title) {
    return FixOf("closed", "completed", "{\"title\": \"" + title + "\"}");
  };
  EXPECT_EQ(fix("Go1.24"), (StackFix{.program = "cmd/compile", .version = "v1.24"}));
  EXPECT_EQ(fix("v1.2.0"), (StackFix{.program = "", .version = "v1.2.0"}));
  EXPECT_EQ(fix("example.com/tool/v1.2.0"),
            (StackFix{.program = "example.com/tool", .version = "v1.2.0"}));
  for (const char* title : {"Goal", "Unplanned", "gopls/next", "/v1.2.0", ""}) {
    EXPECT_FALSE(fix(title).has_value()) << title;
  }
}

TEST(StackClaimsTest, AFixIsInItsVersionAndLaterOnes) {
  const StackFix fix = {.program = "gopls", .version = "v0.16.0"};
  EXPECT_TRUE(fix.Covers("golang.org/x/tools/gopls", "v0.16.0"));
  EXPECT_TRUE(fix.Covers("golang.org/x/tools/gopls", "v0.17.0-pre.1"));
  EXPECT_TRUE(fix.Covers("gopls", "v0.16.1"));
  EXPECT_FALSE(fix.Covers("golang.org/x/tools/gopls", "v0.16.0-pre.1"));
  EXPECT_FALSE(fix.Covers("golang.org/x/tools/gopls", "v0.15.3"));
  EXPECT_FALSE(fix.Covers("golang.org/x/tools/gopls", "devel"));
  EXPECT_FALSE(fix.Covers("example.com/mygopls", "v0.16.0"));
  const StackFix of_go = {.program = "cmd/compile", .version = "v1.23"};
  EXPECT_TRUE(of_go.Covers("cmd/compile", "go1.23"));
  EXPECT_TRUE(of_go.Covers("cmd/compile", "go1.24.1"));
  EXPECT_FALSE(of_go.Covers("cmd/compile", "go1.22"));
  EXPECT_TRUE((StackFix{.program = "", .version = "v1.0.0"}).Covers("example.com/tool", "v1.0.0"));
}

TEST(StackClaimsTest, SaysWhatIsNoListOfIssues) {
  for (const auto& [json, error] : std::vector<std::pair<const char*, const char*>>{
           {"{\"number\": 1}", "issues.json: not an array"},
           {"[1]", "issues.json: [0]: not an object"},
           {"[{\"number\": \"x\"}]", "issues.json: [0]: number: not an integer"},
           {"[{}, {\"body\": 1}]", "issues.json: [1]: body: not a string"},
           {"[", "issues.json: "},
           {"[{\"number\": 5, \"body\": \"```\\n#!stacks\\n\\n```\"}]",
            "issues.json: #5: the predicate: "}}) {
    EXPECT_THAT(ClaimsFromIssues("issues.json", json, "").status(),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(error)))
        << json;
  }
}

}  // namespace
}  // namespace telemetry
