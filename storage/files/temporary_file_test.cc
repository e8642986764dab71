#include "storage/files/temporary_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

using ::testing::MatchesRegex;

TEST(TemporaryNameTest, IsBesideTheFileAndSaysWhatItIs) {
  EXPECT_THAT(TemporaryName("/d/f.json"), MatchesRegex("/d/f\\.json\\.[0-9]+\\.tmp"));
}

TEST(TemporaryNameTest, DiffersEachTime) { EXPECT_NE(TemporaryName("f"), TemporaryName("f")); }

TEST(TemporaryFileTest, CanBeWrittenAndIsTheOwnersAlone) {
  TempDir dir;
  const TemporaryFile file = CreateTemporaryFile(dir.path() + "/f.json");
  ASSERT_TRUE(file.fd.valid());
  EXPECT_THAT(file.path, MatchesRegex(".*/f\\.json\\.[0-9]+\\.tmp"));
  EXPECT_EQ(write(file.fd.get(), "x", 1), 1);
  struct stat info;
  ASSERT_EQ(stat(file.path.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  EXPECT_EQ(info.st_size, 1);
}

TEST(TemporaryFileTest, SaysByErrnoWhyThereIsNone) {
  TempDir dir;
  const TemporaryFile file = CreateTemporaryFile(dir.path() + "/absent/f.json");
  EXPECT_EQ(errno, ENOENT);
  EXPECT_FALSE(file.fd.valid());
}

}  // namespace
}  // namespace telemetry
