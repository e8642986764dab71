#include "config/upload_config/upload_config.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "config/version/semver.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace telemetry {
namespace {

using ::testing::ElementsAre;

std::string ReadTestFile(const std::string& name) {
  std::ifstream file("config/upload_config/testdata/" + name);
  return {std::istreambuf_iterator<char>(file), {}};
}

// "OK", or the error for a config called c.json.
std::string Verdict(absl::string_view json) {
  const absl::StatusOr<v1::UploadConfig> config = ParseUploadConfigJson(json, "c.json");
  if (config.ok()) return "OK";
  EXPECT_EQ(config.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(config.status().message());
}

TEST(UploadConfigTest, WritesGosOwnConfigBackByteForByte) {
  const std::string json = ReadTestFile("upload_config.json");
  const absl::StatusOr<v1::UploadConfig> config = ParseUploadConfigJson(json, "upload_config.json");
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->goos_size(), 18);
  EXPECT_EQ(config->sample_rate(), 1);
  EXPECT_EQ(UploadConfigToJson(*config), json);
}

TEST(UploadConfigTest, ReadsAFile) {
  const absl::StatusOr<v1::UploadConfig> config =
      ReadUploadConfigFile("config/upload_config/testdata/upload_config.json");
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->goos_size(), 18);
  EXPECT_EQ(ReadUploadConfigFile("nowhere.json").status().code(), absl::StatusCode::kNotFound);
}

TEST(UploadConfigTest, ReadsEveryField) {
  const absl::StatusOr<v1::UploadConfig> config = ParseUploadConfigJson(
      R"({"GOOS": ["linux"], "GOARCH": ["amd64"], "GoVersion": ["gcc12.2.0"], "SampleRate": 0.5,
          "Programs": [{"Name": "p", "Versions": ["v1.0.0"],
                        "Counters": [{"Name": "c:{a,b}", "Rate": 0.25}],
                        "Stacks": [{"Name": "s", "Rate": 1, "Depth": 16}]}]})",
      "c.json");
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_THAT(config->goos(), ElementsAre("linux"));
  EXPECT_THAT(config->goarch(), ElementsAre("amd64"));
  EXPECT_THAT(config->go_version(), ElementsAre("gcc12.2.0"));
  EXPECT_EQ(config->sample_rate(), 0.5);
  ASSERT_EQ(config->programs_size(), 1);
  const v1::ProgramConfig& program = config->programs(0);
  EXPECT_EQ(program.name(), "p");
  EXPECT_THAT(program.versions(), ElementsAre("v1.0.0"));
  ASSERT_EQ(program.counters_size(), 1);
  EXPECT_EQ(program.counters(0).name(), "c:{a,b}");
  EXPECT_EQ(program.counters(0).rate(), 0.25);
  ASSERT_EQ(program.stacks_size(), 1);
  EXPECT_EQ(program.stacks(0).name(), "s");
  EXPECT_EQ(program.stacks(0).depth(), 16);
}

TEST(UploadConfigTest, ReadsAndWritesWhatGoDoesNotKnow) {
  const std::string json =
      R"({"GOOS":[],"GOARCH":[],"GoVersion":["gcc"],"SampleRate":1,"Programs":[{"Name":"p",)"
      R"("Versions":[],"MinVersion":"v1.2.0","Counters":[{"Name":"c","Rate":1,)"
      R"("Expires":"2027-11-30","Title":"T","Description":"D","Issues":["https://i.example"],)"
      R"("Owners":["o@example.com","p@example.com"]}],"Stacks":[{"Name":"s","Rate":1,"Depth":16,)"
      R"("Expires":"2027-12-31"}],"Builds":[{"File":"p","IDs":["3f2a9c0b6d1e4f58","01"]},)"
      R"({"File":"libp.so.1","IDs":[]}]}]})";
  const absl::StatusOr<v1::UploadConfig> config = ParseUploadConfigJson(json, "c.json");
  ASSERT_TRUE(config.ok()) << config.status();
  const v1::ProgramConfig& program = config->programs(0);
  EXPECT_EQ(program.min_version(), "v1.2.0");
  EXPECT_EQ(program.counters(0).expires(), "2027-11-30");
  EXPECT_EQ(program.counters(0).title(), "T");
  EXPECT_EQ(program.counters(0).description(), "D");
  EXPECT_THAT(program.counters(0).issues(), ElementsAre("https://i.example"));
  EXPECT_THAT(program.counters(0).owners(), ElementsAre("o@example.com", "p@example.com"));
  EXPECT_EQ(program.stacks(0).expires(), "2027-12-31");
  ASSERT_EQ(program.builds_size(), 2);
  EXPECT_EQ(program.builds(0).file(), "p");
  EXPECT_THAT(program.builds(0).ids(), ElementsAre("3f2a9c0b6d1e4f58", "01"));
  EXPECT_EQ(program.builds(1).file(), "libp.so.1");
  std::string written = UploadConfigToJson(*config);
  written.erase(std::remove_if(written.begin(), written.end(),
                               [](char c) { return c == '\n' || c == '\t' || c == ' '; }),
                written.end());
  EXPECT_EQ(written, json);
}

TEST(UploadConfigTest, AcceptsWhatGoAccepts) {
  for (const char* json :
       {"{}", R"({"GOOS": null})", R"({"Programs": null})", R"({"Unknown": {"a": [1]}})",
        R"({"Programs": [{"Counters": null, "New": true}]})", R"({"SampleRate": 1})",
        R"({"SampleRate": 1e-3, "goos": 7})"}) {
    EXPECT_EQ(Verdict(json), "OK") << json;
  }
}

TEST(UploadConfigTest, TakesTheLastOfFieldsWithOneName) {
  const absl::StatusOr<v1::UploadConfig> config =
      ParseUploadConfigJson(R"({"GOOS": ["plan9"], "GOOS": ["linux"]})", "c.json");
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_THAT(config->goos(), ElementsAre("linux"));
}

TEST(UploadConfigTest, NamesTheFieldThatIsWrong) {
  struct Case {
    const char* json;
    const char* verdict;
  };
  for (const Case& c : {
           Case{"[]", "c.json: not a JSON object"},
           Case{"7", "c.json: not a JSON object"},
           Case{R"({"GOOS": "linux"})", "c.json: GOOS is not a list"},
           Case{R"({"GOOS": ["linux", 7]})", "c.json: GOOS[1] is not a string"},
           Case{R"({"GOOS": [null]})", "c.json: GOOS[0] is not a string"},
           Case{R"({"SampleRate": "1"})", "c.json: SampleRate is not a number from 0 to 1"},
           Case{R"({"SampleRate": -0.5})", "c.json: SampleRate is not a number from 0 to 1"},
           Case{R"({"Programs": {}})", "c.json: Programs is not a list"},
           Case{R"({"Programs": [{}, []]})", "c.json: Programs[1] is not an object"},
           Case{R"({"Programs": [{"Name": 1}]})", "c.json: Programs[0].Name is not a string"},
           Case{R"({"Programs": [{"Counters": [{"Rate": true}]}]})",
                "c.json: Programs[0].Counters[0].Rate is not a number from 0 to 1"},
           Case{R"({"Programs": [{"Counters": [{"Rate": 1.5}]}]})",
                "c.json: Programs[0].Counters[0].Rate is not a number from 0 to 1"},
           Case{R"({"Programs": [{"Stacks": [{"Depth": 1.5}]}]})",
                "c.json: Programs[0].Stacks[0].Depth is not a 32-bit integer"},
           Case{R"({"Programs": [{"Stacks": [{"Depth": 4294967296}]}]})",
                "c.json: Programs[0].Stacks[0].Depth is not a 32-bit integer"},
           Case{R"({"Programs": [{"MinVersion": 1}]})",
                "c.json: Programs[0].MinVersion is not a string"},
           Case{R"({"Programs": [{"MinVersion": "1.2"}]})",
                "c.json: Programs[0].MinVersion \"1.2\" is neither a release such as v1.2.3 nor a "
                "pre-release such as v1.2.3-rc.1"},
           Case{R"({"Programs": [{"Stacks": [{"Expires": "soon"}]}]})",
                "c.json: Programs[0].Stacks[0].Expires \"soon\" is not a day such as 2027-11-30"},
           Case{R"({"Programs": [{"Builds": {"p": "01"}}]})",
                "c.json: Programs[0].Builds is not a list"},
           Case{R"({"Programs": [{"Builds": [{"File": "p", "IDs": [1]}]}]})",
                "c.json: Programs[0].Builds[0].IDs[0] is not a string"},
           Case{R"({"Programs": [{"Stacks": [{"Owners": "me"}]}]})",
                "c.json: Programs[0].Stacks[0].Owners is not a list"},
       }) {
    EXPECT_EQ(Verdict(c.json), c.verdict);
  }
}

TEST(UploadConfigTest, RefusesWhatIsNotJson) {
  for (const char* text :
       {"", "  ", "{", "{}}", "title: A", R"({"GOOS": ["linux"])", "{'GOOS': 1}"}) {
    EXPECT_THAT(Verdict(text), testing::StartsWith("c.json: not JSON at byte ")) << text;
  }
}

TEST(UploadConfigVersionTest, IsASemanticVersionOfTheContent) {
  v1::UploadConfig config;
  config.add_goos("linux");
  const std::string version = UploadConfigVersion(config);
  EXPECT_EQ(version, "v0.0.0-hc2f27b811f7b7a2c");
  EXPECT_TRUE(IsValidSemver(version));
  config.add_goos("plan9");
  EXPECT_NE(UploadConfigVersion(config), version);
}

TEST(UploadConfigVersionTest, IsTellableFromOtherText) {
  const std::string computed = UploadConfigVersion(v1::UploadConfig());
  for (const std::string& version : {std::string("v0.31.0"), std::string("v1.2.3"),
                                     std::string("v0.0.0-20230822160736-17171dbf1d76"), computed}) {
    EXPECT_TRUE(IsUploadConfigVersion(version)) << version;
  }
  for (const std::string& text :
       {std::string(""), std::string("v1"), std::string("v1.2"), std::string("v1.2.3.4"),
        std::string("1.2.3"), std::string("v1.2.x"), std::string("v1..3"), std::string("v01.2.3"),
        std::string("v1.2.1234567"), std::string("v1.2.3-any-text"), std::string("v1.2.3+meta"),
        std::string("v0.0.0-20230822160736-17171dbf1d7"), std::string("v1.0.0-user-55c0"),
        std::string("v0.0.0-20230822160736-17171dbf1d76-a"), computed + "0",
        computed.substr(0, computed.size() - 1) + "g", std::string("v0.0.0-hBUYPILLS12345678")}) {
    EXPECT_FALSE(IsUploadConfigVersion(text)) << text;
  }
}

TEST(ExpandCounterNameTest, ExpandsBuckets) {
  EXPECT_THAT(ExpandCounterName("chart:{a,b,c}"), ElementsAre("chart:a", "chart:b", "chart:c"));
  EXPECT_THAT(ExpandCounterName("chart:{a}"), ElementsAre("chart:a"));
  EXPECT_THAT(ExpandCounterName("chart:a"), ElementsAre("chart:a"));
  EXPECT_THAT(ExpandCounterName("chart"), ElementsAre("chart"));
  EXPECT_THAT(ExpandCounterName(""), ElementsAre(""));
}

TEST(ExpandCounterNameTest, DoesWithMalformedNamesWhatGoDoes) {
  EXPECT_THAT(ExpandCounterName("chart:{}"), ElementsAre("chart:"));
  EXPECT_THAT(ExpandCounterName("chart:{a,}"), ElementsAre("chart:a", "chart:"));
  EXPECT_THAT(ExpandCounterName("chart:{a,b"), ElementsAre("chart:a", "chart:b"));
  EXPECT_THAT(ExpandCounterName("chart:{a}x"), ElementsAre("chart:a}x"));
}

}  // namespace
}  // namespace telemetry
