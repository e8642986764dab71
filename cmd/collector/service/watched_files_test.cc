#include "cmd/collector/service/watched_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <string>

#include "gtest/gtest.h"
#include "tests/util/temp_dir.h"

namespace telemetry::collector {
namespace {

class WatchedFilesTest : public ::testing::Test {
 protected:
  static void Write(const std::string& path, const std::string& text) {
    std::ofstream(path) << text;
    // As if all files were made at once, like those of an image.
    const timespec times[] = {{.tv_sec = 1'000'000'000, .tv_nsec = 0},
                              {.tv_sec = 1'000'000'000, .tv_nsec = 0}};
    ASSERT_EQ(utimensat(AT_FDCWD, path.c_str(), times, 0), 0);
  }

  const TempDir dir_;
  const std::string path_ = dir_.path() + "/file";
  const std::string new_path_ = dir_.path() + "/new";
};

TEST_F(WatchedFilesTest, AreQuietWhileNothingHappens) {
  Write(path_, "one");
  WatchedFiles files({path_});
  EXPECT_FALSE(files.HaveChanged());
  std::ifstream(path_).get();
  EXPECT_FALSE(files.HaveChanged());
}

TEST_F(WatchedFilesTest, TellOfAnotherSizeWithTheSameTime) {
  Write(path_, "one");
  WatchedFiles files({path_});
  Write(path_, "three");
  EXPECT_TRUE(files.HaveChanged());
  EXPECT_FALSE(files.HaveChanged());
}

TEST_F(WatchedFilesTest, TellOfAReplacementWithTheSameTimeAndSize) {
  Write(path_, "one");
  Write(new_path_, "two");
  WatchedFiles files({path_});
  ASSERT_EQ(rename(new_path_.c_str(), path_.c_str()), 0);
  EXPECT_TRUE(files.HaveChanged());
  EXPECT_FALSE(files.HaveChanged());
}

TEST_F(WatchedFilesTest, TellOfWhatComesAndGoes) {
  WatchedFiles files({path_, new_path_});
  EXPECT_FALSE(files.HaveChanged());
  Write(new_path_, "");
  EXPECT_TRUE(files.HaveChanged());
  ASSERT_EQ(unlink(new_path_.c_str()), 0);
  EXPECT_TRUE(files.HaveChanged());
  EXPECT_FALSE(files.HaveChanged());
}

}  // namespace
}  // namespace telemetry::collector
