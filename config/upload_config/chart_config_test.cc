#include "config/upload_config/chart_config.h"

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "config/upload_config/upload_config.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace telemetry {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A valid record, in lines 1 to 7.
constexpr char kRecord[] =
    "title: Editors\n"
    "issue: https://example.com/1\n"
    "type: partition\n"
    "program: example.com/mytool\n"
    "module: example.com\n"
    "counter: editor:{vim,emacs}\n"
    "version: v1.2.0\n";

std::string ReadTestFile(const std::string& name) {
  std::ifstream file("config/upload_config/testdata/" + name);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<ChartRecord> Parse(absl::string_view text) {
  const absl::StatusOr<std::vector<ChartRecord>> records = ParseChartRecords(text, "c.txt");
  EXPECT_TRUE(records.ok()) << records.status();
  return records.value_or(std::vector<ChartRecord>());
}

// "OK", or the error for a file called c.txt.
std::string Verdict(absl::string_view text) {
  const absl::StatusOr<std::vector<ChartRecord>> records = ParseChartRecords(text, "c.txt");
  if (records.ok()) return "OK";
  EXPECT_EQ(records.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(records.status().message());
}

// The error for kRecord with `old_text` replaced.
std::string VerdictWith(absl::string_view old_text, absl::string_view new_text) {
  return Verdict(absl::StrReplaceAll(kRecord, {{old_text, new_text}}));
}

TEST(ChartConfigTest, ReadsEveryField) {
  const std::vector<ChartRecord> records = Parse(
      "# a comment\n"
      "title: Crashes # another\n"
      "description: stacks: of crashes\n"
      "issue: https://example.com/1\n"
      "issue:https://example.com/2\n"
      "type: stack\n"
      "program: example.com/mytool\n"
      "module: example.com/mytool\n"
      "counter: crash\n"
      "depth: 16\n"
      "error: 0.1\n"
      "version: v1.2.0\n");
  ASSERT_EQ(records.size(), 1);
  const ChartRecord& record = records[0];
  EXPECT_EQ(record.title, "Crashes");
  EXPECT_EQ(record.description, "stacks: of crashes");
  EXPECT_THAT(record.issues, ElementsAre("https://example.com/1", "https://example.com/2"));
  EXPECT_EQ(record.type, "stack");
  EXPECT_EQ(record.program, "example.com/mytool");
  EXPECT_EQ(record.module, "example.com/mytool");
  EXPECT_EQ(record.counter, "crash");
  EXPECT_EQ(record.depth, 16);
  EXPECT_EQ(record.error, 0.1);
  EXPECT_EQ(record.version, "v1.2.0");
}

TEST(ChartConfigTest, SeparatesRecordsAndLeavesOutEmptyOnes) {
  EXPECT_THAT(Parse(""), IsEmpty());
  EXPECT_THAT(Parse("---\n# nothing\n\n---"), IsEmpty());
  EXPECT_EQ(Parse(absl::StrCat("---\n", kRecord, "---\n---\n", kRecord, "---\n")).size(), 2);
}

TEST(ChartConfigTest, JoinsABucketListOfSeveralLines) {
  const std::string text = absl::StrReplaceAll(
      kRecord, {{"editor:{vim,emacs}", "editor:{ # the list\n  vim,\n\n  emacs # the other\n}"}});
  const std::vector<ChartRecord> records = Parse(text);
  ASSERT_EQ(records.size(), 1);
  EXPECT_EQ(records[0].counter, "editor:{vim,emacs}");
}

TEST(ChartConfigTest, NamesTheLineThatIsWrong) {
  struct Case {
    const char* old_text;
    const char* new_text;
    const char* verdict;
  };
  for (const Case& c : {
           Case{"title:", "Title:", "c.txt:1: unknown field \"Title\""},
           Case{"title:", " title:", "c.txt:1: unknown field \" title\""},
           Case{"type: partition", "partition",
                "c.txt:3: \"partition\" is neither a field nor ---"},
           Case{"module: example.com", "---  ", "c.txt:5: \"---\" is neither a field nor ---"},
           Case{"type: partition", "title: Again", "c.txt:3: title is repeated"},
           Case{"module:", "depth: x\nmodule:", "c.txt:5: depth \"x\" is not an integer"},
           Case{"module:", "depth: 4294967296\nmodule:",
                "c.txt:5: depth \"4294967296\" is not an integer"},
           Case{"module:", "error: x\nmodule:", "c.txt:5: error \"x\" is not a number"},
           Case{"Editors", "{Editors}", "c.txt:1: '{' is allowed only in a counter"},
           Case{"Editors", "Editors}", "c.txt:1: unexpected '}'"},
           Case{"{vim", "}{vim", "c.txt:6: unexpected '}'"},
           Case{"vim,", "vim,{", "c.txt:6: unexpected '{'"},
           Case{"emacs}", "emacs}}", "c.txt:6: unexpected text after '}'"},
           Case{"emacs}", "emacs,}", "c.txt:6: unexpected '}' after ','"},
           Case{"emacs}", "emacs\n---", "c.txt:7: the record ends within a list of buckets"},
       }) {
    EXPECT_EQ(VerdictWith(c.old_text, c.new_text), c.verdict);
  }
}

TEST(ChartConfigTest, RefusesARecordThatLacksAField) {
  for (const std::string key : {"title", "issue", "type", "program", "module"}) {
    EXPECT_EQ(VerdictWith(absl::StrCat(key, ":"), "description:"),
              absl::StrCat("c.txt:1: ", key, " is missing"));
  }
  EXPECT_EQ(VerdictWith("counter: editor:{vim,emacs}", ""), "c.txt:1: counter is missing");
  EXPECT_EQ(VerdictWith("title: Editors", "title:"), "c.txt:2: title is missing");
}

TEST(ChartConfigTest, RefusesARecordThatContradictsItself) {
  struct Case {
    const char* old_text;
    const char* new_text;
    const char* verdict;
  };
  for (const Case& c : {
           Case{
               "module: example.com", "module: example.org",
               "c.txt:1: module \"example.org\" is not a prefix of program \"example.com/mytool\""},
           Case{"partition", "pie", "c.txt:1: type \"pie\" is neither partition nor stack"},
           Case{"partition", "partition\ndepth: 1",
                "c.txt:1: depth is only for charts of type stack"},
           Case{"partition", "stack\ndepth: -1", "c.txt:1: depth -1 is negative"},
           Case{"v1.2.0", "1.2.0", "c.txt:1: version \"1.2.0\" is not a semantic version"},
           Case{"example.com/mytool", "cmd/go",
                "c.txt:1: module \"example.com\" is not a prefix of program \"cmd/go\""},
       }) {
    EXPECT_EQ(VerdictWith(c.old_text, c.new_text), c.verdict);
  }
}

TEST(ChartConfigTest, WantsGoVersionsOfToolchainPrograms) {
  const std::string text = absl::StrReplaceAll(
      kRecord, {{"example.com/mytool", "cmd/go"}, {"module: example.com\n", ""}});
  EXPECT_EQ(Verdict(absl::StrReplaceAll(text, {{"v1.2.0", "go1.22"}})), "OK");
  EXPECT_EQ(Verdict(text), "c.txt:1: version \"v1.2.0\" is not a Go version");
}

// "program: chart depth, chart depth, ..." for each program.
std::vector<std::string> Charts(const std::vector<v1::ProgramConfig>& programs) {
  std::vector<std::string> result;
  for (const v1::ProgramConfig& program : programs) {
    std::string line = absl::StrCat(program.name(), ":");
    for (const auto* const counters : {&program.counters(), &program.stacks()}) {
      for (const v1::CounterConfig& counter : *counters) {
        const std::string chart = counter.name().substr(0, counter.name().find('{'));
        absl::StrAppend(&line, " ", chart, " ", counter.depth(), ",");
      }
    }
    result.push_back(line);
  }
  return result;
}

// Compares charts, not buckets: Go's records have buckets that its config does not have yet.
TEST(ChartConfigTest, MakesOfGosRecordsTheChartsOfGosConfig) {
  const absl::StatusOr<v1::UploadConfig> config =
      ParseUploadConfigJson(ReadTestFile("upload_config.json"), "upload_config.json");
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(Charts(ProgramConfigsFromCharts(Parse(ReadTestFile("charts.txt")))),
            Charts({config->programs().begin(), config->programs().end()}));
}

}  // namespace
}  // namespace telemetry
