#include "storage/directory/directory.h"

#include <sys/stat.h>

#include <cerrno>
#include <filesystem>
#include <fstream>

#include "gtest/gtest.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

TEST(DirectoryTest, MakesTheMissingParentsForTheOwnerAlone) {
  TempDir dir;
  EXPECT_TRUE(MakeDirectories(dir.path() + "/a/b").ok());
  for (const char* made : {"/a", "/a/b"}) {
    struct stat info;
    ASSERT_EQ(stat((dir.path() + made).c_str(), &info), 0) << made;
    EXPECT_EQ(info.st_mode & 07777, 0700u) << made;
  }
}

TEST(DirectoryTest, LeavesADirectoryThatALinkLeadsTo) {
  TempDir dir;
  std::filesystem::create_directory(dir.path() + "/real");
  std::filesystem::create_directory_symlink("real", dir.path() + "/link");
  EXPECT_TRUE(MakeDirectories(dir.path() + "/link").ok());
  EXPECT_TRUE(std::filesystem::is_symlink(dir.path() + "/link"));
}

TEST(DirectoryTest, SaysWhichDirectoryCouldNotBeMade) {
  TempDir dir;
  std::ofstream(dir.path() + "/file").close();
  const DirectoryResult made = MakeDirectories(dir.path() + "/file/a/b");
  EXPECT_EQ(made.error_number, ENOTDIR);
  EXPECT_EQ(made.failed, dir.path() + "/file");
}

TEST(DirectoryTest, SaysThatSomethingElseHasTheName) {
  TempDir dir;
  std::ofstream(dir.path() + "/file").close();
  EXPECT_EQ(MakeDirectories(dir.path() + "/file").error_number, EEXIST);
}

}  // namespace
}  // namespace telemetry
