#include "config/approval/chart_lint.h"

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/civil_time.h"
#include "config/approval/annotated_charts.h"
#include "config/approval/finding.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace telemetry {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr absl::CivilDay kToday(2026, 11, 30);

// A record with which nothing is wrong, in lines 1 to 11.
constexpr char kRecord[] =
    "title: Editors\n"
    "description: which editors people use\n"
    "issue: https://example.com/1\n"
    "type: partition\n"
    "program: example.com/mytool\n"
    "module: example.com\n"
    "counter: tool/editor:{vim,emacs,other}\n"
    "version: v1.2.0\n"
    "#@ owner: a@example.com\n"
    "#@ expires: 2027-11-30\n"
    "#@ sensitivity: technical\n";

std::vector<AnnotatedChart> Parse(absl::string_view text) {
  const absl::StatusOr<std::vector<AnnotatedChart>> charts = ParseAnnotatedCharts(text, "c.txt");
  EXPECT_TRUE(charts.ok()) << charts.status();
  return charts.value_or(std::vector<AnnotatedChart>());
}

std::vector<std::string> Formatted(const std::vector<Finding>& findings) {
  std::vector<std::string> lines;
  for (const Finding& finding : findings) lines.push_back(FormatFinding("c.txt", finding));
  return lines;
}

std::vector<std::string> Lint(absl::string_view text) {
  return Formatted(LintCharts(Parse(text), {.day = kToday}));
}

std::vector<std::string> LintAgainst(absl::string_view text, absl::string_view against) {
  const std::vector<AnnotatedChart> before = Parse(against);
  return Formatted(LintCharts(Parse(text), {.day = kToday, .against = &before}));
}

// kRecord with `old_text` replaced.
std::string With(absl::string_view old_text, absl::string_view new_text) {
  EXPECT_THAT(std::string(kRecord), testing::HasSubstr(std::string(old_text)));
  return absl::StrReplaceAll(kRecord, {{old_text, new_text}});
}

// kRecord and a second record, from line 13 on, that is kRecord with `old_text` replaced.
std::string Two(absl::string_view old_text, absl::string_view new_text) {
  return absl::StrCat(kRecord, "---\n", With(old_text, new_text));
}

TEST(ChartLintTest, FindsNothingInAGoodRecord) {
  EXPECT_THAT(Lint(kRecord), IsEmpty());
  EXPECT_THAT(LintAgainst(kRecord, kRecord), IsEmpty());
  EXPECT_THAT(Lint(""), IsEmpty());
}

// A change of kRecord, and the one finding that it causes.
struct Case {
  const char* old_text;
  const char* new_text;
  const char* finding;
};

TEST(ChartLintTest, SaysWhatToWriteInstead) {
  for (const Case& c : {
           Case{"#@ owner: a@example.com\n", "",
                "c.txt:1: error: MISSING_OWNER: say who answers for the chart: \"#@ owner: \" and "
                "a mail address or URL"},
           Case{"#@ expires: 2027-11-30\n", "",
                "c.txt:1: error: MISSING_EXPIRY: say when the approval ends: \"#@ expires: "
                "2027-11-30\", or \"#@ expires: never: \" and the reason"},
           Case{"2027-11-30", "2026-11-30",
                "c.txt:10: warning: EXPIRED: nothing of it is taken since 2026-11-30; remove the "
                "record if nobody looks at its past, or propose it again with \"#@ expires: "
                "2027-11-30\""},
           Case{"2027-11-30", "2028-01-05",
                "c.txt:10: warning: EXPIRES_TOO_FAR: 2028-01-05 is 401 days away; write \"#@ "
                "expires: 2027-11-30\" and renew it while it is useful"},
           Case{"2027-11-30", "2028-11-30",
                "c.txt:10: error: EXPIRES_TOO_FAR: 2028-11-30 is 731 days away; write \"#@ "
                "expires: 2027-11-30\" and renew it while it is useful"},
           Case{"2027-11-30", "never",
                "c.txt:10: error: NEVER_NEEDS_REASON: write why it must never end, \"#@ expires: "
                "never: \" and the reason, or \"#@ expires: 2027-11-30\""},
           Case{"partition", "stack",
                "c.txt:4: error: STACK_WITHOUT_DEPTH: no stack of \"tool/editor\" could ever "
                "arrive; add \"depth: 16\", or write \"type: partition\" if it is an ordinary "
                "counter"},
           Case{"https://example.com/1", "#7",
                "c.txt:3: error: ISSUE_NOT_URL: \"7\" cannot be opened; write the proposal's "
                "address, such as \"https://example.com/issues/7\""},
           Case{"vim,emacs,other", "vim,emacs,vim,other",
                "c.txt:7: error: DUPLICATE_COUNTER: \"tool/editor:vim\" is in line 7 already; "
                "leave it out here or there"},
           Case{"vim,emacs,other", "vim,emacs",
                "c.txt:7: warning: BUCKETS_WITHOUT_OTHER: what is none of the 2 buckets of "
                "\"tool/editor\" is not counted; add the bucket \"other\" and count it, or \"#@ "
                "allow: BUCKETS_WITHOUT_OTHER\" if there is nothing else"},
           Case{"tool/editor", "tool/user",
                "c.txt:7: warning: NAME_LOOKS_PERSONAL: the word \"user\" in \"tool/user:vim\" "
                "suggests that it says who or where somebody is; count a kind instead of a value, "
                "or say in the description why it does not, and add \"#@ allow: "
                "NAME_LOOKS_PERSONAL\""},
           Case{"#@ sens", "#@ allow: NAME_TOO_SIMILAR\n#@ sens",
                "c.txt:11: warning: UNUSED_ALLOW: the record has no NAME_TOO_SIMILAR to allow; "
                "remove the line"},
           Case{"#@ sens", "#@ allow: NO_SUCH\n#@ sens",
                "c.txt:11: error: UNKNOWN_ALLOW: \"NO_SUCH\" is no lint; remove the line"},
           Case{"#@ sens", "#@ allow: MISSING_OWNER\n#@ sens",
                "c.txt:11: error: UNKNOWN_ALLOW: \"MISSING_OWNER\" cannot be allowed; remove the "
                "line"},
       }) {
    const std::string text = absl::StrReplaceAll(With(c.old_text, c.new_text), {{"#7", "7"}});
    EXPECT_THAT(Lint(text), ElementsAre(c.finding)) << c.new_text;
  }
}

TEST(ChartLintTest, ANeverWithAReasonIsFine) {
  EXPECT_THAT(Lint(With("2027-11-30", "never: as long as the tool")), IsEmpty());
}

TEST(ChartLintTest, FindsOverlapsOfTwoRecords) {
  EXPECT_THAT(Lint(Two("{vim,emacs,other}", "{helix,emacs,unknown}")),
              ElementsAre("c.txt:19: error: DUPLICATE_COUNTER: \"tool/editor:emacs\" is in line 7 "
                          "already; leave it out here or there"));
  EXPECT_THAT(Lint(Two("{vim,emacs,other}", "emacs")), SizeIs(1));
}

TEST(ChartLintTest, OneNameMayBeACounterAndAStackOrOfTwoPrograms) {
  EXPECT_THAT(Lint(Two("program: example.com/mytool", "program: example.com/other")), IsEmpty());
  EXPECT_THAT(Lint(absl::StrCat(
                  With("tool/editor:{vim,emacs,other}", "tool/bug"), "---\n",
                  absl::StrReplaceAll(With("tool/editor:{vim,emacs,other}", "tool/bug\ndepth: 16"),
                                      {{"partition", "stack"}}))),
              IsEmpty());
}

TEST(ChartLintTest, FindsSimilarChartsOfOneProgram) {
  const std::string two = Two("tool/editor", "tool/editors");
  EXPECT_THAT(Lint(two),
              ElementsAre("c.txt:19: warning: NAME_TOO_SIMILAR: \"tool/editors\" will be taken for "
                          "\"tool/editor\" of line 7; choose another name, or add \"#@ allow: "
                          "NAME_TOO_SIMILAR\""));
  EXPECT_THAT(Lint(absl::StrCat(two, "#@ allow: NAME_TOO_SIMILAR\n")), IsEmpty());
  EXPECT_THAT(Lint(absl::StrReplaceAll(
                  two, {{"---\n", "---\n# \n"},
                        {"example.com/mytool\nmodule: example.com\ncounter: tool/editors",
                         "example.com/x\nmodule: example.com\ncounter: tool/editors"}})),
              IsEmpty())
      << "of another program";
}

TEST(ChartLintTest, FindsMoreThanAConfigMayHave) {
  EXPECT_THAT(Lint(With("vim,emacs,other", absl::StrCat(std::string(10'000, ','), "x"))),
              ElementsAre("c.txt:7: error: COUNT_LIMIT: with this record the program has 10001 "
                          "names; a config may have 10000: list fewer buckets"));
  EXPECT_THAT(Lint(With("vim", std::string(4'097, 'x'))),
              ElementsAre("c.txt:7: error: COUNT_LIMIT: a name has 4109 bytes; a counter may have "
                          "4096"));
  EXPECT_THAT(
      Lint(With("tool/editor:{vim,emacs,other}",
                absl::StrCat(std::string(4'000, 'x'), ":{", std::string(9'000, ','), "x}"))),
      ElementsAre("c.txt:7: error: COUNT_LIMIT: up to here the names have 36013002 bytes; "
                  "a config may have 8388608: shorten them or list fewer buckets"));
}

TEST(ChartLintTest, AnExpiredRecordIsAnErrorIfItIsNew) {
  const std::string expired = With("2027-11-30", "2026-11-01");
  EXPECT_THAT(LintAgainst(expired, kRecord), ElementsAre(StartsWith("c.txt:10: warning: EXPIRED")));
  EXPECT_THAT(LintAgainst(expired, ""), ElementsAre(StartsWith("c.txt:10: error: EXPIRED")));
}

TEST(ChartLintTest, FindsAChartThatMeansSomethingElseNow) {
  struct Change {
    const char* old_text;
    const char* new_text;
    const char* was;
  };
  for (const Change& c :
       {Change{"title: Editors", "title: Terminals", "its title was \"Editors\""},
        Change{"which editors people use", "which editors people close",
               "its description was \"which editors people use\""},
        Change{"technical", "interaction", "its sensitivity was \"technical\""}}) {
    const std::string text = With(c.old_text, c.new_text);
    EXPECT_THAT(LintAgainst(text, kRecord),
                ElementsAre(absl::StrCat(
                    "c.txt:7: error: MEANING_CHANGED: \"tool/editor\" is in use, and ", c.was,
                    "; if it counts something else now, give it another name; if only the words "
                    "are better, add \"#@ allow: MEANING_CHANGED\"")));
    const std::string allowed = absl::StrCat(text, "#@ allow: MEANING_CHANGED\n");
    EXPECT_THAT(LintAgainst(allowed, kRecord), IsEmpty());
    EXPECT_THAT(LintAgainst(allowed, allowed),
                ElementsAre(StartsWith("c.txt:12: warning: UNUSED_")));
    EXPECT_THAT(Lint(allowed), IsEmpty()) << "unused, but nothing to compare with";
  }
  EXPECT_THAT(LintAgainst(With("title: Editors", "title: editors "), kRecord), IsEmpty());
  EXPECT_THAT(LintAgainst(With("vim,", "vim,helix,"), kRecord), IsEmpty());
  EXPECT_THAT(LintAgainst(kRecord, With("#@ sensitivity: technical\n", "")), IsEmpty());
}

TEST(ChartLintTest, FindsALoweredVersionFloor) {
  EXPECT_THAT(LintAgainst(With("v1.2.0", "v1.1.0"), kRecord),
              ElementsAre("c.txt:8: error: VERSION_FLOOR_LOWERED: from v1.1.0 on, "
                          "example.com/mytool would upload all that is approved for it, not only "
                          "this chart; it was from v1.2.0 on: write \"version: v1.2.0\" or a later "
                          "one, or add \"#@ allow: VERSION_FLOOR_LOWERED\""));
  EXPECT_THAT(LintAgainst(With("version: v1.2.0\n", ""), kRecord),
              ElementsAre("c.txt:1: error: VERSION_FLOOR_LOWERED: without a version, every release "
                          "of example.com/mytool would upload all that is approved for it, not "
                          "only this chart; it was from v1.2.0 on: write \"version: v1.2.0\" or a "
                          "later one, or add \"#@ allow: VERSION_FLOOR_LOWERED\""));
  EXPECT_THAT(LintAgainst(With("v1.2.0", "v1.10.0"), kRecord), IsEmpty());
  EXPECT_THAT(LintAgainst(kRecord, With("version: v1.2.0\n", "")), IsEmpty());
  EXPECT_THAT(LintAgainst(kRecord, With("program: example.com/mytool", "program: example.com/x")),
              IsEmpty())
      << "a new program has no floor to lower";
}

TEST(ChartLintTest, FindsExactlyGosSixStacksWithoutDepth) {
  const auto charts = ReadAnnotatedCharts("config/upload_config/testdata/charts.txt");
  ASSERT_TRUE(charts.ok()) << charts.status();
  std::vector<std::string> without_depth;
  for (const Finding& finding : LintCharts(*charts, {.day = kToday})) {
    if (finding.name != "STACK_WITHOUT_DEPTH") continue;
    const size_t begin = finding.text.find('"') + 1;
    without_depth.push_back(finding.text.substr(begin, finding.text.find('"', begin) - begin));
  }
  EXPECT_THAT(without_depth, ElementsAre("gopls/mcp-headless", "gopls/mcp", "gopls/structtags",
                                         "gopls/changesig", "gopls/rename", "gopls/renamekind"));
}

TEST(ChartLintTest, AStackWantsTheBuildsOfItsProgramListed) {
  const std::string stack =
      absl::StrReplaceAll(kRecord, {{"type: partition", "type: stack\ndepth: 16"},
                                    {"tool/editor:{vim,emacs,other}", "crash/crash"}});
  const auto lint = [](absl::string_view text, const std::vector<ReleasedBuild>& builds) {
    return Formatted(LintCharts(Parse(text), {.day = kToday, .builds = &builds}));
  };
  EXPECT_THAT(Lint(stack), IsEmpty());
  EXPECT_THAT(lint(stack, {{"example.com/mytool", "mytool", "01", 1}}), IsEmpty());
  EXPECT_THAT(lint(kRecord, {}), IsEmpty());
  EXPECT_THAT(lint(stack, {{"example.com/other", "other", "01", 1}}),
              ElementsAre("c.txt:6: warning: STACK_WITHOUT_BUILDS: no build of example.com/mytool "
                          "is listed, so its frames have functions and no source lines; add the "
                          "released files with \"collector config builds example.com/mytool "
                          "FILE...\""));
  const std::string allowed = stack + "#@ allow: STACK_WITHOUT_BUILDS\n";
  EXPECT_THAT(lint(allowed, {}), IsEmpty());
  EXPECT_THAT(Lint(allowed), IsEmpty());
}

}  // namespace
}  // namespace telemetry
