#include "config/approval/generate_config.h"

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/civil_time.h"
#include "config/approval/annotated_charts.h"
#include "config/upload_config/upload_config.h"
#include "config/upload_config/upload_config.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace telemetry {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kRecord[] =
    "title: Editors\n"
    "description: which editors\n"
    "issue: https://example.com/1\n"
    "type: partition\n"
    "program: example.com/mytool\n"
    "module: example.com\n"
    "counter: tool/editor:{vim,other}\n"
    "version: v1.2.0\n"
    "#@ owner: a@example.com\n"
    "#@ expires: 2027-11-30\n";

std::string ReadTestFile(const std::string& name) {
  std::ifstream file("config/upload_config/testdata/" + name);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<AnnotatedChart> Parse(absl::string_view text) {
  const absl::StatusOr<std::vector<AnnotatedChart>> charts = ParseAnnotatedCharts(text, "c.txt");
  EXPECT_TRUE(charts.ok()) << charts.status();
  return charts.value_or(std::vector<AnnotatedChart>());
}

v1::UploadConfig ParseConfig(absl::string_view json) {
  const absl::StatusOr<v1::UploadConfig> config = ParseUploadConfigJson(json, "v.json");
  EXPECT_TRUE(config.ok()) << config.status();
  return config.value_or(v1::UploadConfig());
}

v1::UploadConfig Generate(absl::string_view text, const GenerateOptions& options = {}) {
  const absl::StatusOr<v1::UploadConfig> config = GenerateConfig(Parse(text), "c.txt", options);
  EXPECT_TRUE(config.ok()) << config.status();
  return config.value_or(v1::UploadConfig());
}

// "OK", or why no config is made of kRecord with `old_text` replaced.
std::string VerdictWith(absl::string_view old_text, absl::string_view new_text,
                        const GenerateOptions& options = {}) {
  const std::string text = absl::StrReplaceAll(kRecord, {{old_text, new_text}});
  const absl::StatusOr<v1::UploadConfig> config = GenerateConfig(Parse(text), "c.txt", options);
  if (config.ok()) return "OK";
  EXPECT_EQ(config.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(config.status().message());
}

// Go's records have five buckets of one chart that its config does not have yet.
TEST(GenerateConfigTest, ReproducesGosConfigByteForByte) {
  const std::string json = ReadTestFile("upload_config.json");
  const std::string records = absl::StrReplaceAll(
      ReadTestFile("charts.txt"), {{"\timpl-command_palette,\n\timpl-context_menu,\n", ""},
                                   {"\tgopls.implement_interface-command_palette,\n", ""},
                                   {"\tgopls.implement_interface-context_menu,\n", ""},
                                   {"\tgopls.implement_interface-code_action,\n", ""}});
  EXPECT_EQ(UploadConfigToJson(Generate(records, {.plain = true, .versions = ParseConfig(json)})),
            json);
}

TEST(GenerateConfigTest, SaysEverythingThatTheRecordSays) {
  EXPECT_EQ(UploadConfigToJson(Generate(kRecord)),
            R"({
	"GOOS": [
		"linux"
	],
	"GOARCH": [
		"amd64",
		"arm64"
	],
	"GoVersion": [
		"gcc",
		"clang"
	],
	"SampleRate": 1,
	"Programs": [
		{
			"Name": "example.com/mytool",
			"Versions": [],
			"MinVersion": "v1.2.0",
			"Counters": [
				{
					"Name": "tool/editor:{vim,other}",
					"Rate": 1,
					"Expires": "2027-11-30",
					"Title": "Editors",
					"Description": "which editors",
					"Issues": [
						"https://example.com/1"
					],
					"Owners": [
						"a@example.com"
					]
				}
			]
		}
	]
})");
}

TEST(GenerateConfigTest, GivesEachCounterItsOwnAnnotations) {
  const std::string other = absl::StrReplaceAll(
      kRecord, {{"mytool", "a"}, {"a@example.com", "b@example.com"}, {"2027-11-30", "2027-12-31"}});
  const std::string stack =
      absl::StrReplaceAll(kRecord, {{"partition", "stack\ndepth: 16"},
                                    {"tool/editor:{vim,other}", "crash"},
                                    {"a@example.com", "c@example.com"},
                                    {"2027-11-30", "never: it must be known"}});
  const v1::UploadConfig config = Generate(absl::StrCat(kRecord, "---\n", stack, "---\n", other));
  ASSERT_EQ(config.programs_size(), 2);
  EXPECT_EQ(config.programs(0).name(), "example.com/a");
  EXPECT_THAT(config.programs(0).counters(0).owners(), ElementsAre("b@example.com"));
  EXPECT_EQ(config.programs(0).counters(0).expires(), "2027-12-31");
  EXPECT_THAT(config.programs(1).counters(0).owners(), ElementsAre("a@example.com"));
  EXPECT_THAT(config.programs(1).stacks(0).owners(), ElementsAre("c@example.com"));
  EXPECT_EQ(config.programs(1).stacks(0).expires(), "");
}

TEST(GenerateConfigTest, TheLowestVersionIsThatOfAllRecordsOfAProgram) {
  struct Case {
    const char* version;
    const char* min_version;
  };
  for (const Case& c : {Case{"version: v1.1.0\n", "v1.1.0"}, Case{"version: v1.1\n", "v1.1.0"},
                        Case{"version: v1\n", "v1.0.0"}, Case{"version: v1.3.0\n", "v1.2.0"},
                        Case{"version: v1.2.0-rc.1\n", "v1.2.0-rc.1"}, Case{"", "v0.0.0"}}) {
    const std::string second = absl::StrReplaceAll(
        kRecord, {{"version: v1.2.0\n", c.version}, {"tool/editor", "tool/shell"}});
    EXPECT_EQ(Generate(absl::StrCat(kRecord, "---\n", second)).programs(0).min_version(),
              c.min_version);
  }
}

TEST(GenerateConfigTest, ListsOfTheVersionsThoseThatTheRecordsAreFor) {
  const v1::UploadConfig versions = ParseConfig(
      R"({"GOOS": ["plan9"], "GoVersion": ["gcc12.2.0"],
          "Programs": [{"Name": "example.com/mytool",
                        "Versions": ["v1.1.9", "v1.2.0", "v1.3.0+alice", "v1.10.0"]}]})");
  const v1::UploadConfig config = Generate(kRecord, {.versions = versions});
  EXPECT_THAT(config.programs(0).versions(), ElementsAre("v1.2.0", "v1.3.0+alice", "v1.10.0"));
  EXPECT_EQ(config.programs(0).min_version(), "");
  EXPECT_THAT(config.goos(), ElementsAre("plan9"));
  EXPECT_THAT(config.goarch(), ElementsAre("amd64", "arm64"));
  EXPECT_THAT(config.go_version(), ElementsAre("gcc12.2.0"));
  EXPECT_EQ(VerdictWith("v1.2.0", "v2.0.0", {.versions = versions}),
            "c.txt:8: the list of versions has none of \"example.com/mytool\" from v2.0.0 on");
}

TEST(GenerateConfigTest, TakesSystemsProcessorsAndCompilers) {
  const v1::UploadConfig config =
      Generate(kRecord, {.goos = {"linux", "darwin"}, .goarch = {"arm64"}, .compilers = {"clang"}});
  EXPECT_THAT(config.goos(), ElementsAre("linux", "darwin"));
  EXPECT_THAT(config.goarch(), ElementsAre("arm64"));
  EXPECT_THAT(config.go_version(), ElementsAre("clang"));
}

TEST(GenerateConfigTest, ListsWhatHasExpiredUnlessToldNotTo) {
  EXPECT_EQ(Generate(kRecord).programs_size(), 1);
  EXPECT_EQ(Generate(kRecord, {.without_expired_on = absl::CivilDay(2027, 11, 29)}).programs_size(),
            1);
  EXPECT_THAT(Generate(kRecord, {.without_expired_on = absl::CivilDay(2027, 11, 30)}).programs(),
              IsEmpty());
}

TEST(GenerateConfigTest, ApprovesNothingWithoutOwnerAndEnd) {
  EXPECT_EQ(VerdictWith("#@ owner: a@example.com\n", ""),
            "c.txt:1: the record has no \"#@ owner: \"");
  const std::string no_end =
      "c.txt:1: the record has no \"#@ expires: \" with a day, or with never and a reason";
  EXPECT_EQ(VerdictWith("#@ expires: 2027-11-30\n", ""), no_end);
  EXPECT_EQ(VerdictWith("2027-11-30", "never:"), no_end);
  EXPECT_EQ(VerdictWith("2027-11-30", "never: always"), "OK");
}

TEST(GenerateConfigTest, SaysWhichVersionCannotBeALowestOne) {
  EXPECT_EQ(VerdictWith("v1.2.0", "v1.2.0-dev"),
            "c.txt:8: version \"v1.2.0-dev\" cannot be a lowest version; write a release such as "
            "v1.2.3 or a pre-release such as v1.2.3-rc.1, or list the versions");
  EXPECT_EQ(VerdictWith("tool/editor", "x", {.plain = true}),
            "a plain config needs a list of versions");
}

TEST(GenerateConfigTest, RefusesToExceedTheLimits) {
  EXPECT_EQ(VerdictWith("vim", std::string(10'000, ',')),
            "c.txt: Programs[0].Counters[0].Name: with this entry the program has 10002 counters, "
            "more than 10000");
}

TEST(GenerateConfigTest, ListsTheBuildsOfEachProgram) {
  GenerateOptions options;
  options.builds = {{"example.com/mytool", "mytool", "3F2A9C0B6D1E4F58aabb", 1},
                    {"example.com/mytool", "mytool", "01", 2}};
  const v1::UploadConfig config = Generate(kRecord, options);
  ASSERT_EQ(config.programs(0).builds_size(), 1);
  EXPECT_EQ(config.programs(0).builds(0).file(), "mytool");
  EXPECT_THAT(config.programs(0).builds(0).ids(), ElementsAre("01", "3f2a9c0b6d1e4f58"));
}

TEST(GenerateConfigTest, RefusesABuildOfAProgramWithoutARecord) {
  EXPECT_EQ(VerdictWith("title", "title", {.builds = {{"example.com/mytol", "mytool", "01", 7}}}),
            "line 7 of the builds: no record is for program \"example.com/mytol\"");
}

TEST(GenerateConfigTest, KeepsBuildsOutOfWhatGoKnows) {
  const v1::UploadConfig versions =
      ParseConfig(R"({"Programs": [{"Name": "example.com/mytool", "Versions": ["v1.2.0"]}]})");
  GenerateOptions options{.plain = true, .versions = versions};
  options.builds = {{"example.com/mytool", "mytool", "01", 1}};
  EXPECT_THAT(Generate(kRecord, options).programs(0).builds(), IsEmpty());
}

}  // namespace
}  // namespace telemetry
