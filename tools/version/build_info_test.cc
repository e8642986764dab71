#include "tools/version/build_info.h"

#include <fstream>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace telemetry {
namespace {

using ::testing::MatchesRegex;

TEST(BuildInfoTest, HasTheVersionOfTheFile) {
  std::ifstream file("VERSION");
  std::string version;
  std::getline(file, version);
  EXPECT_THAT(version, MatchesRegex("[0-9]+\\.[0-9]+\\.[0-9]+"));
  EXPECT_EQ(ThisBuild().version, version);
}

TEST(BuildInfoTest, KnowsTheCompiler) {
  EXPECT_THAT(std::string(ThisBuild().compiler), MatchesRegex("(GCC|Clang) [0-9]+\\.[0-9]+.*"));
}

TEST(BuildInfoTest, KnowsTheCommitOrSaysThatItDoesNot) {
  EXPECT_THAT(std::string(ThisBuild().commit), MatchesRegex("unknown|[0-9a-f]{40}(-changed)?"));
}

TEST(BuildInfoTest, IsDescribedInOneLine) {
  EXPECT_EQ(DescribeBuild({.version = "1.2.3", .commit = "unknown", .compiler = "GCC 12.2.0"}),
            "1.2.3 (commit unknown, GCC 12.2.0)");
}

}  // namespace
}  // namespace telemetry
