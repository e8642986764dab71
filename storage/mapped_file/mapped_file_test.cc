#include "storage/mapped_file/mapped_file.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <string>

#include "gtest/gtest.h"
#include "storage/mapped_file/reach.h"
#include "storage/unique_fd.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

using storage_internal::Reach;

constexpr uint64_t kPage = 16384;

class MappedFileTest : public ::testing::Test {
 protected:
  // Maps a new file of `bytes` with no disk blocks.
  MappedFile MapFile(off_t bytes) const {
    const int fd = open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    EXPECT_EQ(ftruncate(fd, bytes), 0);
    struct stat info;
    EXPECT_EQ(fstat(fd, &info), 0);
    return MappedFile(path_.c_str(), fd, info);
  }
  struct stat Info() const {
    struct stat info = {};
    EXPECT_EQ(stat(path_.c_str(), &info), 0);
    return info;
  }

  TempDir dir_;
  const std::string path_ = dir_.path() + "/f";
};

TEST_F(MappedFileTest, ReachesToTheEndOfTheFile) {
  MappedFile file = MapFile(kPage);
  ASSERT_TRUE(file.ok());
  EXPECT_EQ(file.Reaches(1), Reach::kYes);
  EXPECT_EQ(file.Reaches(kPage), Reach::kYes);
  EXPECT_EQ(file.Reaches(kPage + 1), Reach::kBeyondFile);
  EXPECT_EQ(file.Size(), kPage);
}

TEST_F(MappedFileTest, FillsTheHolesThatOthersLeft) {
  MappedFile file = MapFile(kPage);
  EXPECT_EQ(file.Reaches(kPage), Reach::kYes);
  EXPECT_GE(Info().st_blocks * 512, static_cast<off_t>(kPage));
}

TEST_F(MappedFileTest, KnowsAtOnceThatAFileHasNoHoles) {
  {
    MappedFile file = MapFile(0);
    ASSERT_TRUE(file.Grow(kPage));
  }
  struct stat info = Info();
  const MappedFile file(path_.c_str(), open(path_.c_str(), O_RDWR | O_CLOEXEC), info);
  EXPECT_EQ(file.Size(), kPage);
}

TEST_F(MappedFileTest, GrowsByWholePagesInPlace) {
  MappedFile file = MapFile(kPage);
  file.data()[0] = 'a';
  ASSERT_TRUE(file.Grow(kPage + 1));
  EXPECT_EQ(Info().st_size, static_cast<off_t>(2 * kPage));
  EXPECT_GE(Info().st_blocks * 512, static_cast<off_t>(2 * kPage));
  file.data()[2 * kPage - 1] = 'z';
  EXPECT_EQ(file.data()[0], 'a');
}

TEST_F(MappedFileTest, SeesThatAnotherMadeItLonger) {
  MappedFile file = MapFile(kPage);
  EXPECT_EQ(file.Reaches(2 * kPage), Reach::kBeyondFile);
  ASSERT_EQ(truncate(path_.c_str(), 3 * kPage), 0);
  EXPECT_EQ(file.Reaches(2 * kPage), Reach::kYes);
  EXPECT_EQ(file.Size(), 3 * kPage);
}

TEST_F(MappedFileTest, NeverMakesAFileShorter) {
  MappedFile file = MapFile(kPage);
  ASSERT_EQ(truncate(path_.c_str(), 5 * kPage), 0);
  EXPECT_TRUE(file.Grow(2 * kPage));
  EXPECT_EQ(Info().st_size, static_cast<off_t>(5 * kPage));
}

TEST_F(MappedFileTest, EndsAtItsWindow) {
  MappedFile file = MapFile(kPage);
  EXPECT_FALSE(file.Grow(MappedFile::kWindowBytes + 1));
  EXPECT_EQ(Info().st_size, static_cast<off_t>(kPage));
  ASSERT_EQ(truncate(path_.c_str(), MappedFile::kWindowBytes + kPage), 0);
  EXPECT_EQ(file.Reaches(MappedFile::kWindowBytes), Reach::kYes);
  EXPECT_EQ(file.Reaches(MappedFile::kWindowBytes + 1), Reach::kBeyondWindow);
}

TEST_F(MappedFileTest, DoesWithLessWhereAddressSpaceIsLimited) {
  rlimit old_limit;
  ASSERT_EQ(getrlimit(RLIMIT_AS, &old_limit), 0);
  UniqueFd statm(open("/proc/self/statm", O_RDONLY | O_CLOEXEC));
  char text[64] = {};
  ASSERT_GT(read(statm.get(), text, sizeof text - 1), 0);
  const rlim_t used = std::stoull(text) * static_cast<rlim_t>(getpagesize());
  const rlimit limit = {used + (rlim_t{2} << 20), old_limit.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_AS, &limit), 0);
  {
    MappedFile file = MapFile(kPage);
    EXPECT_TRUE(file.ok());
    EXPECT_TRUE(file.Grow(10 * kPage));
    EXPECT_FALSE(file.Grow(4 << 20));
  }
  ASSERT_EQ(setrlimit(RLIMIT_AS, &old_limit), 0);
}

TEST_F(MappedFileTest, SaysWhyAFileCannotBeMapped) {
  struct stat info;
  ASSERT_EQ(stat("/dev/null", &info), 0);
  const MappedFile file("/dev/null", open("/dev/null", O_RDONLY | O_CLOEXEC), info);
  EXPECT_FALSE(file.ok());
  EXPECT_NE(errno, 0);
}

TEST_F(MappedFileTest, CannotGrowWhatIsGone) {
  MappedFile file = MapFile(kPage);
  file.file().CloseDescriptor();
  unlink(path_.c_str());
  EXPECT_FALSE(file.Grow(2 * kPage));
}

}  // namespace
}  // namespace telemetry
