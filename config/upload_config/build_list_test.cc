#include "config/upload_config/build_list.h"

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace telemetry {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// "OK", or why the list is none.
std::string Verdict(absl::string_view text) {
  const absl::StatusOr<std::vector<ReleasedBuild>> builds = ParseBuildList(text, "builds.txt");
  if (builds.ok()) return "OK";
  EXPECT_EQ(builds.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(builds.status().message());
}

TEST(BuildListTest, ReadsLinesAndSkipsComments) {
  const absl::StatusOr<std::vector<ReleasedBuild>> builds = ParseBuildList(
      "# PROGRAM FILE BUILD-ID\n\n"
      "example.com/mytool \t mytool 3f2a9c0b6d1e4f58aabbccddeeff00112233cafe  # v1.2.0\r\n"
      "example.com/mytool libmytool.so.2 8899AABBCCDDEEFF",
      "builds.txt");
  ASSERT_TRUE(builds.ok()) << builds.status();
  EXPECT_THAT(*builds, ElementsAre(ReleasedBuild{"example.com/mytool", "mytool",
                                                 "3f2a9c0b6d1e4f58aabbccddeeff00112233cafe", 3},
                                   ReleasedBuild{"example.com/mytool", "libmytool.so.2",
                                                 "8899AABBCCDDEEFF", 4}));
}

TEST(BuildListTest, NamesTheLineOfAFault) {
  EXPECT_EQ(Verdict("# x\n\n"), "OK");
  EXPECT_EQ(Verdict("\np f"), "builds.txt:2: the line is not PROGRAM FILE BUILD-ID");
  EXPECT_EQ(Verdict("p f 01 v1.2.0"), "builds.txt:1: the line is not PROGRAM FILE BUILD-ID");
  EXPECT_EQ(Verdict("p bin/f 01"),
            "builds.txt:1: \"bin/f\" is not the base name of a program or library");
  EXPECT_EQ(Verdict("p f v1.2.0"), "builds.txt:1: \"v1.2.0\" is not a build ID in hexadecimal");
}

TEST(BuildListTest, ALineThatIsWrittenCanBeRead) {
  const ReleasedBuild build{"example.com/mytool", "mytool", "3f2a9c0b6d1e4f58aabb", 1};
  const auto builds = ParseBuildList(BuildListLine(build), "builds.txt");
  ASSERT_TRUE(builds.ok());
  EXPECT_THAT(*builds, ElementsAre(build));
}

TEST(BuildListTest, AConfigHasTheFilesOfAProgramByName) {
  const std::vector<ReleasedBuild> builds = {{"p", "tool", "3f2a9c0b6d1e4f58aabb"},
                                             {"q", "other", "02"},
                                             {"p", "libtool.so.1", "0A"},
                                             {"p", "tool", "01"},
                                             {"p", "tool", "3F2A9C0B6D1E4F58"}};
  const std::vector<v1::ReleasedFile> files = ReleasedFilesOf(builds, "p");
  ASSERT_EQ(files.size(), 2u);
  EXPECT_EQ(files[0].file(), "libtool.so.1");
  EXPECT_THAT(files[0].ids(), ElementsAre("0a"));
  EXPECT_EQ(files[1].file(), "tool");
  EXPECT_THAT(files[1].ids(), ElementsAre("01", "3f2a9c0b6d1e4f58"));
  EXPECT_THAT(ReleasedFilesOf(builds, "r"), IsEmpty());
}

}  // namespace
}  // namespace telemetry
