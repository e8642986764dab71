#include "config/upload_config/released_builds.h"

#include <string>

#include "config/upload_config/upload_config.pb.h"
#include "gtest/gtest.h"

namespace telemetry {
namespace {

TEST(ReleasedBuildsTest, KnowsTheFilesAndBuildsThatWereAdded) {
  ReleasedBuilds builds;
  v1::ReleasedFile tool;
  tool.set_file("mytool");
  tool.add_ids("3f2a9c0b6d1e4f58");
  tool.add_ids("0123456789abcdef");
  builds.Add(tool);
  v1::ReleasedFile library;
  library.set_file("libmytool.so.2");
  builds.Add(library);

  EXPECT_TRUE(builds.HasFile("mytool"));
  EXPECT_TRUE(builds.HasFile("libmytool.so.2"));
  EXPECT_FALSE(builds.HasFile("libmytool.so.3"));
  EXPECT_TRUE(builds.HasBuild("3f2a9c0b6d1e4f58"));
  EXPECT_TRUE(builds.HasBuild("0123456789abcdef"));
  EXPECT_FALSE(builds.HasBuild("0123456789abcde"));
  EXPECT_FALSE(builds.HasBuild(""));
}

TEST(ReleasedBuildsTest, AFileNameIsWhatAFrameCanHave) {
  for (const char* name : {"mytool", "libc++.so.1", "a", "my-tool_2.0"}) {
    EXPECT_TRUE(IsReleasedFileName(name)) << name;
  }
  EXPECT_TRUE(IsReleasedFileName(std::string(64, 'x')));
  for (const char* name : {"", "bin/mytool", "my tool", "mytool@1", "mytööl", "?"}) {
    EXPECT_FALSE(IsReleasedFileName(name)) << name;
  }
  EXPECT_FALSE(IsReleasedFileName(std::string(65, 'x')));
}

TEST(ReleasedBuildsTest, AFileHasTheNameThatFramesGiveIt) {
  EXPECT_EQ(FrameFileName("libmytool.so.2"), "libmytool.so.2");
  EXPECT_EQ(FrameFileName("my tool@1"), "my_tool_1");
  EXPECT_EQ(FrameFileName(std::string(70, 'x')), std::string(64, 'x'));
  EXPECT_EQ(FrameFileName(""), "");
}

TEST(ReleasedBuildsTest, ABuildIdIsWhatAFrameCanHave) {
  for (const char* id : {"3f2a9c0b6d1e4f58", "01", "abcd"}) EXPECT_TRUE(IsFrameBuildId(id)) << id;
  for (const char* id : {"", "0", "3F2A", "3f2a9c0b6d1e4f5801", "xy", "0x12"}) {
    EXPECT_FALSE(IsFrameBuildId(id)) << id;
  }
}

TEST(ReleasedBuildsTest, AFrameHasTheFirstBytesOfABuildId) {
  EXPECT_EQ(FrameBuildId("3f2a9c0b6d1e4f58aabbccddeeff00112233cafe"), "3f2a9c0b6d1e4f58");
  EXPECT_EQ(FrameBuildId("3F2A9C0B6D1E4F58AABB"), "3f2a9c0b6d1e4f58");
  EXPECT_EQ(FrameBuildId("c0ffee"), "c0ffee");
  EXPECT_EQ(FrameBuildId("c0ffe"), "");
  EXPECT_EQ(FrameBuildId("tool"), "");
  EXPECT_EQ(FrameBuildId(""), "");
}

}  // namespace
}  // namespace telemetry
