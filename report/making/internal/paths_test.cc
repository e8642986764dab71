#include "report/making/internal/paths.h"

#include <filesystem>
#include <fstream>

#include "gtest/gtest.h"

namespace telemetry::report_internal {
namespace {

TEST(BaseNameTest, IsWhatFollowsTheLastSlash) {
  EXPECT_EQ(BaseName("/a/b.json"), "b.json");
  EXPECT_EQ(BaseName("b.json"), "b.json");
  EXPECT_EQ(BaseName("/a/"), "");
  EXPECT_EQ(BaseName(""), "");
}

TEST(ExistsTest, FollowsSymbolicLinks) {
  const std::filesystem::path directory = std::filesystem::path(testing::TempDir()) / "exists";
  std::filesystem::create_directory(directory);
  std::ofstream(directory / "file").close();
  std::filesystem::create_symlink("file", directory / "link");
  std::filesystem::create_symlink("missing", directory / "dangling");
  EXPECT_TRUE(Exists(directory));
  EXPECT_TRUE(Exists(directory / "file"));
  EXPECT_TRUE(Exists(directory / "link"));
  EXPECT_FALSE(Exists(directory / "dangling"));
  EXPECT_FALSE(Exists(directory / "missing"));
}

}  // namespace
}  // namespace telemetry::report_internal
