#include "report/stacks/stack_triage.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/stacks/triage_text.h"
#include "storage/stack/readable_stack.h"

namespace telemetry {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr char kGopls[] = "golang.org/x/tools/gopls";

struct Seen {
  std::string stack;
  std::string version = "v0.22.0";
  std::string goos = "linux";
  std::string goarch = "amd64";
  std::string program = kGopls;
};

// Each in a report of its own.
std::vector<CountedStack> Stacks(const std::vector<Seen>& seen) {
  StackTally tally;
  double x = 0;
  for (const Seen& one : seen) {
    EXPECT_TRUE(tally.StartReport(absl::CivilDay(2026, 11, 18), x += 0.01));
    tally.Add({.program = one.program,
               .version = one.version,
               .go_version = "go1.26.0",
               .goos = one.goos,
               .goarch = one.goarch},
              one.stack, 1);
  }
  return std::move(tally).Take();
}

StackClaim Predicate(const std::string& name, const std::string& expression,
                     const std::string& more = "") {
  return ClaimFromMarkdown(name, "```\n#!stacks\n" + expression + "\n```\n" + more).value();
}

StackTriage Triage(const std::vector<Seen>& seen, const std::vector<StackClaim>& claims) {
  return TriageStacks(Stacks(seen), claims, ReadableStack);
}

TEST(StackTriageTest, AStackThatNobodyClaimsIsNew) {
  const StackTriage triage = Triage({{"a\nmain.main:+1"}}, {Predicate("#1", "\"other\"")});
  ASSERT_THAT(triage.stacks, SizeIs(1));
  EXPECT_EQ(triage.stacks[0].state, StackState::kNew);
  EXPECT_EQ(triage.stacks[0].claim, "");
}

TEST(StackTriageTest, AnIssueClaimsByIdentifierOrPredicate) {
  const StackTriage triage =
      Triage({{"a\nmain.main:+1"}, {"b\nmain.other:+2"}},
             {ClaimFromMarkdown("#1", "Dups: " + Stacks({{"a\nmain.main:+1"}})[0].id).value(),
              Predicate("#2", "\"main.other:+2\"")});
  EXPECT_EQ(triage.stacks[0].claim, "#1");
  EXPECT_EQ(triage.stacks[1].claim, "#2");
  EXPECT_EQ(triage.stacks[1].state, StackState::kClaimed);
  EXPECT_THAT(triage.conflicts, IsEmpty());
}

TEST(StackTriageTest, APredicateHoldsForOneConfigurationAsAWhole) {
  const std::vector<Seen> seen = {{"runtime.main\nf:+1", "v0.22.0", "linux", "amd64"},
                                  {"runtime.main\nf:+1", "v0.22.0", "darwin", "arm64"}};
  const auto is_claimed = [&](const std::string& expression) {
    return Triage(seen, {Predicate("#1", expression)}).stacks[0].state != StackState::kNew;
  };
  EXPECT_TRUE(is_claimed(R"("GOOS=linux" && "GOARCH=amd64")"));
  EXPECT_TRUE(is_claimed(R"("GOOS=darwin" && "GOARCH=arm64")"));
  EXPECT_FALSE(is_claimed(R"("GOOS=linux" && "GOARCH=arm64")"));
  EXPECT_TRUE(is_claimed(R"("GOTOOLCHAIN=go1.26.0" && "gopls@v0.22.0")"));
}

TEST(StackTriageTest, APredicateMayUseTheReadableNames) {
  const StackTriage triage =
      Triage({{"crash/crash\nwc@0123456789abcdef._ZN4tool5CountEv:@0x11d0,+0x1b"}},
             {Predicate("#1", R"("tool::Count" && "_ZN4tool5CountEv" && !"tool::Get")")});
  EXPECT_EQ(triage.stacks[0].claim, "#1");
  EXPECT_TRUE(absl::StrContains(triage.stacks[0].readable, "tool::Count"));
}

TEST(StackTriageTest, TwoClaimsOfOneStackAreAConflict) {
  const StackTriage triage =
      Triage({{"a\nmain.main:+1"}},
             {Predicate("#1", "\"main.main\""), Predicate("#2", "\"none\""),
              ClaimFromMarkdown("c.md", Stacks({{"a\nmain.main:+1"}})[0].id).value()});
  EXPECT_THAT(triage.conflicts,
              ElementsAre(absl::StrCat("stack ", triage.stacks[0].counted.id,
                                       " is claimed by #1 (predicate) and by c.md (identifier)")));
  EXPECT_EQ(triage.stacks[0].claim, "#1");
}

TEST(StackTriageTest, AStackOfAVersionWithTheFixIsBack) {
  const std::vector<Seen> seen = {{"a\nmain.main:+1", "v0.9.0"},
                                  {"a\nmain.main:+1", "v0.22.0"},
                                  {"a\nmain.main:+1", "v0.21.0"}};
  const auto triage = [&](const std::string& fixed) {
    return Triage(seen, {Predicate("#1", "\"main.main\"", fixed)}).stacks[0];
  };
  EXPECT_EQ(triage("Fixed in: gopls@v0.21.0").state, StackState::kBack);
  EXPECT_THAT(triage("Fixed in: gopls@v0.21.0").back_in, ElementsAre("v0.21.0", "v0.22.0"));
  EXPECT_EQ(triage("Fixed in: gopls@v0.23.0").state, StackState::kClaimed);
  EXPECT_EQ(triage("Fixed in: another@v0.21.0").state, StackState::kClaimed);
}

TEST(StackTriageTest, TheNewsAreWhatIsNewOrBack) {
  StackTriage triage =
      Triage({{"a\nnew:+1"}, {"b\nback:+1"}, {"c\nknown:+1"}},
             {Predicate("#1", "\"back\"", "Fixed in: v0.1.0"), Predicate("#2", "\"known\"")});
  KeepNews(triage);
  std::vector<StackState> states;
  for (const TriagedStack& stack : triage.stacks) states.push_back(stack.state);
  EXPECT_THAT(states, ElementsAre(StackState::kNew, StackState::kBack));
}

TEST(TriageTextTest, PrintsALineAndTheFrames) {
  const StackTriage triage = Triage({{"crash/crash\nmain.f:+1,+0x2\nmain.main:+3,+0x4"}},
                                    {Predicate("#7", "\"main.f:+1\"", "Fixed in: gopls@v0.20.0")});
  EXPECT_EQ(TriageToText(triage), triage.stacks[0].counted.id +
                                      "  back in v0.22.0 after #7  1 report, week 2026-11-18, "
                                      "golang.org/x/tools/gopls v0.22.0\n"
                                      "  crash/crash\n    main.f:+1,+0x2\n    main.main:+3,+0x4\n");
}

TEST(TriageTextTest, NoStackEndsItsBlockOfMarkdown) {
  const std::string text = TriageToMarkdown(Triage({{"a\n```\n# Heading"}}, {}));
  EXPECT_THAT(text, HasSubstr("\n````\na\n```\n# Heading\n````\n"));
  EXPECT_THAT(text, HasSubstr("`: new\n\n1 report, week 2026-11-18"));
}

TEST(TriageTextTest, WritesJson) {
  const std::string json = TriageToJson(Triage({{"a\nmain.main:+1"}}, {}));
  for (const char* part : {R"("State": "new")", R"("Reports": 1)", R"("FirstWeek": "2026-11-18")",
                           R"("Stack": "a\nmain.main:+1")", R"("GoVersion": "go1.26.0")"}) {
    EXPECT_THAT(json, HasSubstr(part));
  }
  EXPECT_EQ(TriageToJson({}), "[]");
}

}  // namespace
}  // namespace telemetry
