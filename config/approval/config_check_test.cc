#include "config/approval/config_check.h"

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/civil_time.h"
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

// A config with which nothing is wrong, in lines 1 to 15.
constexpr char kConfig[] =
    R"({
 "GOOS": ["linux"],
 "GOARCH": ["amd64"],
 "GoVersion": ["gcc", "clang14.0.6"],
 "SampleRate": 1,
 "Programs": [
  {
   "Name": "example.com/mytool",
   "Versions": ["v1.0.0"],
   "MinVersion": "v1.2.0",
   "Counters": [
    {"Name": "tool/editor:{vim,other}", "Rate": 1, "Expires": "2027-11-30", "Title": "T",
     "Description": "D", "Issues": ["i"], "Owners": ["o"]},
    {"Name": "tool/run", "Rate": 1}],
   "Stacks": [{"Name": "crash", "Rate": 1, "Depth": 16}]}]})";

std::vector<std::string> Check(absl::string_view json) {
  std::vector<std::string> lines;
  for (const Finding& finding : CheckConfigJson(json, {.day = kToday})) {
    lines.push_back(FormatFinding("c.json", finding));
  }
  return lines;
}

TEST(ConfigCheckTest, FindsNothingInAGoodConfig) {
  EXPECT_THAT(Check(kConfig), IsEmpty());
  std::ifstream file("config/upload_config/testdata/upload_config.json");
  EXPECT_THAT(Check(std::string(std::istreambuf_iterator<char>(file), {})), IsEmpty());
}

TEST(ConfigCheckTest, NamesTheLineOfWhatIsWrong) {
  struct Case {
    const char* old_text;
    const char* new_text;
    const char* finding;
  };
  for (const Case& c : {
           Case{"\"Counters\"", "\"Conters\"",
                "c.json:11: error: UNKNOWN_KEY: \"Conters\" means nothing; write \"Counters\""},
           Case{"\"SampleRate\"", "\"samplerate\"",
                "c.json:5: error: UNKNOWN_KEY: \"samplerate\" means nothing; write "
                "\"SampleRate\""},
           Case{"\"Owners\"", "\"Reviewers\"",
                "c.json:13: error: UNKNOWN_KEY: \"Reviewers\" means nothing"},
           Case{"\"SampleRate\": 1", "\"SampleRate\": 1, \"SampleRate\": 0.5",
                "c.json:5: error: REPEATED_KEY: \"SampleRate\" stands here twice, and only the "
                "last counts"},
           Case{"\"SampleRate\": 1", "\"SampleRate\": 2",
                "c.json:5: error: WRONG_VALUE: SampleRate is not a number from 0 to 1"},
           Case{"\"Rate\": 1, \"Depth\"", "\"Rate\": true, \"Depth\"",
                "c.json:15: error: WRONG_VALUE: Programs[0].Stacks[0].Rate is not a number from 0 "
                "to 1"},
           Case{"2027-11-30", "soon",
                "c.json:12: error: WRONG_VALUE: Programs[0].Counters[0].Expires \"soon\" is not a "
                "day such as 2027-11-30"},
           Case{"v1.2.0", "1.2",
                "c.json:10: error: WRONG_VALUE: Programs[0].MinVersion \"1.2\" is neither a "
                "release such as v1.2.3 nor a pre-release such as v1.2.3-rc.1"},
           Case{"[\"linux\"]", "[]",
                "c.json:1: error: EMPTY_LIST: \"GOOS\" has no entry, so nothing is ever taken"},
           Case{"\"linux\"", "\"linux\",\n\"linux\"",
                "c.json:3: warning: DUPLICATE: \"linux\" is in \"GOOS\" already"},
           Case{"\"clang14", "\"gcc12.2\", \"clang14",
                "c.json:4: warning: REDUNDANT: \"gcc12.2\" is approved by \"gcc\" anyway"},
           Case{"[\"v1.0.0\"]", "[\"v1.0.0\",\n\"v1.3.0\"]",
                "c.json:10: warning: REDUNDANT: \"v1.3.0\" is approved by \"MinVersion\" anyway"},
           Case{"2027-11-30", "2026-11-30",
                "c.json:12: warning: EXPIRED: nothing of \"tool/editor:{vim,other}\" is taken "
                "since 2026-11-30"},
           Case{"\"tool/run\", \"Rate\": 1", "\"tool/run\", \"Rate\": 0",
                "c.json:14: error: UNREACHABLE: \"tool/run\" has rate 0, which no report is "
                "below; write \"Rate\": 1"},
           Case{"{vim,other}", "{vim,other",
                "c.json:12: error: UNREACHABLE: \"tool/editor:{vim,other\" is not of the form "
                "chart:{a,b}"},
           Case{"{vim,other}", "{vim}x",
                "c.json:12: error: UNREACHABLE: \"tool/editor:{vim}x\" is not of the form "
                "chart:{a,b}"},
           Case{"\"crash\"", "\"crash:{a,b}\"",
                "c.json:15: error: UNREACHABLE: \"crash:{a,b}\" is not expanded, since it names a "
                "stack; list the stacks"},
           Case{"\"tool/run\"", "\"\"",
                "c.json:14: error: UNREACHABLE: an entry without a name approves nothing"},
           Case{"\"tool/run\"", "\"tool/editor:vim\"",
                "c.json:14: error: DUPLICATE: \"tool/editor:vim\" is in line 12 with another rate "
                "or end, and only the last counts"},
           Case{"{vim,other}", "{vim,vim}",
                "c.json:12: warning: DUPLICATE: \"tool/editor:vim\" is in line 12 already"},
       }) {
    const std::string json = absl::StrReplaceAll(kConfig, {{c.old_text, c.new_text}});
    ASSERT_NE(json, kConfig) << c.old_text;
    EXPECT_THAT(Check(json), ElementsAre(c.finding));
  }
}

TEST(ConfigCheckTest, AProgramNeedsVersionsAndCounters) {
  const std::string json =
      absl::StrReplaceAll(kConfig, {{"\"Programs\": [", R"("Programs": [
{"Name": "p"}, {"Name": "p", "Versions": ["v1.0.0"]}, {"Versions": ["v1.0.0"], "Stacks": [)"
                                                        R"({"Name": "s", "Rate": 1}]},)"}});
  EXPECT_THAT(
      Check(json),
      ElementsAre("c.json:7: error: EMPTY_LIST: program \"p\" has neither \"Versions\" nor "
                  "\"MinVersion\", so nothing of it is ever taken",
                  "c.json:7: warning: NO_COUNTERS: nothing is approved for \"p\" but that it was "
                  "used",
                  "c.json:7: warning: DUPLICATE: program \"p\" is in line 7 already; both entries "
                  "apply",
                  "c.json:7: warning: NO_COUNTERS: nothing is approved for \"p\" but that it was "
                  "used",
                  "c.json:7: error: UNREACHABLE: a program without a name approves nothing"));
}

TEST(ConfigCheckTest, KnowsTheKeysOfBuilds) {
  const std::string json =
      absl::StrReplaceAll(kConfig, {{R"("Versions": ["v1.0.0"],)", R"("Versions": ["v1.0.0"],
   "Builds": [{"File": "p", "IDs": ["01"]},
    {"File": "q", "IDs": ["01"]},
    {"File": "r", "Id": ["01"]}],)"}});
  EXPECT_THAT(
      Check(json),
      testing::IsSupersetOf({testing::HasSubstr(": warning: DUPLICATE: build \"01\" is in line "),
                             testing::HasSubstr(": error: UNKNOWN_KEY: \"Id\" means nothing; write "
                                                "\"IDs\"")}));
}

TEST(ConfigCheckTest, AConfigThatApprovesNothingSaysSoFourTimes) {
  EXPECT_THAT(Check("{}"), SizeIs(4));
  EXPECT_THAT(Check("{}"), testing::Each(StartsWith("c.json:1: error: EMPTY_LIST: ")));
}

TEST(ConfigCheckTest, SaysWhatIsNotJson) {
  EXPECT_THAT(Check(absl::StrCat("\xef\xbb\xbf", kConfig)),
              ElementsAre("c.json:1: error: NOT_JSON: the file begins with a byte order mark; save "
                          "it as UTF-8 without one"));
  EXPECT_THAT(Check(std::string(kConfig).substr(0, 200)),
              ElementsAre(StartsWith("c.json:10: error: NOT_JSON: not JSON at byte 200")));
  EXPECT_THAT(Check("[]"), ElementsAre("c.json:1: error: WRONG_VALUE: not a JSON object"));
}

TEST(ConfigCheckTest, AnswersClearlyForAHundredThousandCounters) {
  std::string json = R"({"Programs": [{"Name": "p", "Counters": [)";
  for (int i = 0; i < 100'000; ++i) {
    absl::StrAppend(&json, i == 0 ? "" : ",", "\n{\"Name\": \"c", i, "\", \"Rate\": 1}");
  }
  EXPECT_THAT(Check(json + "]}]}"),
              ElementsAre("c.json:10002: error: WRONG_VALUE: Programs[0].Counters[10000].Name: "
                          "with this entry the program has 10001 counters, more than 10000"));
}

}  // namespace
}  // namespace telemetry
