#include "upload/site/stacks/claimed_stacks.h"

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/stacks/stack_claims.h"
#include "storage/files/file.h"
#include "storage/stack/readable_stack.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr char kProgram[] = "example.com/tool";

// What is shown of a stack in tool::Parse after ClaimStacks().
std::optional<PublicStackClaim> Claimed(const StackClaims& claims,
                                        const std::vector<std::string>& versions = {"v1.0.0"}) {
  PublicStack stack = {.id = "K17t-A",
                       .stack = "crash/crash\ntool.tool::Parse:+1,+0x1b",
                       .versions = versions,
                       .has_other_versions = true};
  PublicStacks stacks = {
      .programs = {{.name = kProgram, .groups = {{.top_frames = {"f"}, .stacks = {stack}}}}}};
  ClaimStacks(claims, ReadableStack, stacks);
  return stacks.programs[0].groups[0].stacks[0].claim;
}

StackClaims Issue(const std::string& text) {
  return {.claims = {ClaimFromMarkdown("/home/alice/crashes/parser.md", text).value()}};
}

std::string Predicate(const std::string& expression) {
  return "# It crashes\n\n```\n#!stacks\n" + expression + "\n```\n";
}

TEST(ClaimedStacksTest, AreClaimedByIdentifierOrPredicate) {
  const std::optional<PublicStackClaim> by_id = Claimed(Issue("# It crashes\n\nSee K17t-A.\n"));
  ASSERT_TRUE(by_id.has_value());
  EXPECT_EQ(by_id->name, "parser.md");
  EXPECT_EQ(by_id->title, "It crashes");
  EXPECT_THAT(by_id->back_in, IsEmpty());
  EXPECT_TRUE(Claimed(Issue(Predicate("\"tool::Parse\" && \"v1.0.0\""))).has_value());
  EXPECT_FALSE(Claimed(Issue("# It crashes\n\nSee XtueSg.\n")).has_value());
  EXPECT_FALSE(Claimed({}).has_value());
}

TEST(ClaimedStacksTest, AreBackOnlyInVersionsThatAreShown) {
  const StackClaims fixed = Issue("# It crashes\n\nK17t-A\n\nFixed in: tool@v1.1.0\n");
  EXPECT_THAT(Claimed(fixed)->back_in, IsEmpty());
  EXPECT_THAT(Claimed(fixed, {"v1.0.0", "v1.2.0"})->back_in, ElementsAre("v1.2.0"));
  EXPECT_THAT(Claimed(fixed, {})->back_in, IsEmpty());
}

TEST(ClaimedStacksTest, TellNothingOfSystemsOrHiddenVersions) {
  for (const char* secret : {"GOOS=linux", "GOARCH=amd64", "GOTOOLCHAIN=gcc12.2.0", "v9.9.9"}) {
    EXPECT_FALSE(Claimed(Issue(Predicate(std::string("\"") + secret + "\""))).has_value())
        << secret;
  }
}

TEST(ClaimedStacksTest, AreThoseOfTheProgramsThatTheFileNames) {
  StackClaims claims = Issue("K17t-A\n");
  claims.programs = {"example.com/other"};
  EXPECT_FALSE(Claimed(claims).has_value());
  claims.programs.emplace_back(kProgram);
  EXPECT_TRUE(Claimed(claims).has_value());
}

TEST(ReadStackClaimsTest, ReadsTheFileAndItsIssues) {
  const TempDir dir;
  ASSERT_THAT(EnsureDirectory(dir.path() + "/crashes"), IsOk());
  ASSERT_THAT(WriteFileAtomically(dir.path() + "/crashes/a.md", "K17t-A\n"), IsOk());
  const std::string path = dir.path() + "/triage.json";
  ASSERT_THAT(WriteFileAtomically(
                  path, R"({"Programs": ["example.com/tool"], "Claims": [{"File": "crashes/"}]})"),
              IsOk());
  const absl::StatusOr<StackClaims> claims = ReadStackClaims(path);
  ASSERT_THAT(claims, IsOk());
  EXPECT_TRUE(Claimed(*claims).has_value());
  EXPECT_THAT(ReadStackClaims(dir.path() + "/none"),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("none")));
}

}  // namespace
}  // namespace telemetry
