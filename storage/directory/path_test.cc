#include "storage/directory/path.h"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <string>

#include "gtest/gtest.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

TEST(DirectoryOfTest, IsEverythingBeforeTheLastSlash) {
  EXPECT_EQ(DirectoryOf("/a/b"), "/a");
  EXPECT_EQ(DirectoryOf("a/b/c"), "a/b");
  EXPECT_EQ(DirectoryOf("/a"), "/");
  EXPECT_EQ(DirectoryOf("a"), ".");
}

TEST(BaseNameTest, IsWhatFollowsTheLastSlash) {
  EXPECT_EQ(BaseName("/a/b.json"), "b.json");
  EXPECT_EQ(BaseName("b.json"), "b.json");
  EXPECT_EQ(BaseName("/a/"), "");
  EXPECT_EQ(BaseName(""), "");
}

TEST(FileExistsTest, FollowsSymbolicLinks) {
  TempDir directory;
  const std::filesystem::path path = directory.path();
  std::ofstream(path / "file").close();
  std::filesystem::create_symlink("file", path / "link");
  std::filesystem::create_symlink("missing", path / "dangling");
  EXPECT_TRUE(FileExists(path));
  EXPECT_TRUE(FileExists(path / "file"));
  EXPECT_TRUE(FileExists(path / "link"));
  EXPECT_FALSE(FileExists(path / "dangling"));
}

TEST(FileExistsTest, SaysByErrnoWhetherThereIsNoneOrItCannotBeKnown) {
  TempDir directory;
  std::ofstream(directory.path() + "/file").close();
  EXPECT_FALSE(FileExists(directory.path() + "/missing"));
  EXPECT_EQ(errno, ENOENT);
  EXPECT_FALSE(FileExists(directory.path() + "/file/in_a_file"));
  EXPECT_EQ(errno, ENOTDIR);
}

TEST(WhyNoPathTest, KnowsPathsThatWereMeantForAShell) {
  for (const char* path : {"/d", "d", "./~", "d/~"}) EXPECT_STREQ(WhyNoPath(path), "") << path;
  for (const char* path : {"", "~", "~/d", "~user/d"}) EXPECT_STRNE(WhyNoPath(path), "") << path;
}

}  // namespace
}  // namespace telemetry
