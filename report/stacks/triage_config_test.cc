#include "report/stacks/triage_config.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/files/file.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

class TriageConfigTest : public testing::Test {
 protected:
  std::string Write(const std::string& name, const std::string& contents) {
    const std::string path = dir_.path() + "/" + name;
    EXPECT_THAT(WriteFileAtomically(path, contents), IsOk());
    return path;
  }

  const TempDir dir_;
};

TEST_F(TriageConfigTest, FindsItsFilesBesideIt) {
  const absl::StatusOr<TriageConfig> config = ReadTriageConfig(
      Write("triage.json", R"({"Programs": ["example.com/tool"], "Claims": [{"File": "crashes/"},
                        {"File": "/issues.json", "Label": "telemetry"}]})"));
  ASSERT_THAT(config, IsOk());
  EXPECT_THAT(config->programs, ElementsAre("example.com/tool"));
  ASSERT_THAT(config->claims, SizeIs(2));
  EXPECT_EQ(config->claims[0].path, dir_.path() + "/crashes/");
  EXPECT_EQ(config->claims[1].path, "/issues.json");
  EXPECT_EQ(config->claims[1].label, "telemetry");
}

TEST_F(TriageConfigTest, SaysWhatIsWrong) {
  for (const auto& [json, error] : std::vector<std::pair<const char*, const char*>>{
           {R"({"Program": []})", "unknown key \"Program\""},
           {R"({"Programs": "a"})", "Programs: not an array"},
           {R"({"Claims": [{}]})", "Claims: [0]: without File"},
           {R"({"Claims": [{"File": "a"}, {"File": 1}]})", "Claims: [1]: File: not a string"},
           {R"({"Claims": [{"Path": "a"}]})", "Claims: [0]: unknown key \"Path\""},
           {"[", ""}}) {
    EXPECT_THAT(ParseTriageConfig(json, "").status(),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(error)));
  }
  EXPECT_THAT(ReadTriageConfig(Write("t.json", "[]")).status(),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("/t.json: not an object")));
}

TEST_F(TriageConfigTest, ReadsClaimsFromFoldersAndFiles) {
  ASSERT_THAT(EnsureDirectory(dir_.path() + "/crashes"), IsOk());
  Write("crashes/b.md", "# B\n");
  Write("crashes/a.md", "# A\n");
  Write("crashes/notes.txt", "```\n#!stacks\nno predicate\n```");
  const std::string issues = Write("issues.json", R"([{"number": 3, "labels": [{"name": "x"}]},
                                                      {"number": 4}])");
  const absl::StatusOr<std::vector<StackClaim>> claims =
      ReadClaims({{.path = dir_.path() + "/crashes"}, {.path = issues, .label = "x"}});
  ASSERT_THAT(claims, IsOk());
  std::vector<std::string> names;
  for (const StackClaim& claim : *claims) names.push_back(claim.name);
  EXPECT_THAT(names,
              ElementsAre(dir_.path() + "/crashes/a.md", dir_.path() + "/crashes/b.md", "#3"));
}

TEST_F(TriageConfigTest, NamesTheFileThatIsWrong) {
  EXPECT_THAT(ReadClaims({{.path = dir_.path() + "/none"}}).status(),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("/none")));
  ASSERT_THAT(EnsureDirectory(dir_.path() + "/crashes"), IsOk());
  Write("crashes/a.md", "```\n#!stacks\nno predicate\n```");
  EXPECT_THAT(ReadClaims({{.path = dir_.path() + "/crashes/"}}).status(),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("/crashes/a.md: the predic")));
}

}  // namespace
}  // namespace telemetry
