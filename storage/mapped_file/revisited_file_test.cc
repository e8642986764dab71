#include "storage/mapped_file/revisited_file.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/util/temp_dir.h"

namespace telemetry::storage_internal {
namespace {

class RevisitedFileTest : public ::testing::Test {
 protected:
  RevisitedFileTest() {
    rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    old_soft_limit_ = limit.rlim_cur;
  }
  ~RevisitedFileTest() override { SetDescriptorLimit(old_soft_limit_); }

  void SetDescriptorLimit(rlim_t soft) {
    rlimit limit;
    ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &limit), 0);
    limit.rlim_cur = soft;
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &limit), 0);
  }
  RevisitedFile MakeFile() {
    const int fd = open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    EXPECT_EQ(ftruncate(fd, 5), 0);
    struct stat info;
    EXPECT_EQ(fstat(fd, &info), 0);
    return RevisitedFile(path_.c_str(), fd, info);
  }
  static std::vector<int> OpenDescriptors() {
    std::vector<int> open;
    for (int fd = 0; fd < 1024; ++fd) {
      if (fcntl(fd, F_GETFD) != -1) open.push_back(fd);
    }
    return open;
  }

  TempDir dir_;
  const std::string path_ = dir_.path() + "/f";
  rlim_t old_soft_limit_ = 0;
};

TEST_F(RevisitedFileTest, KeepsOnlyAHighDescriptorWhichOtherProgramsDoNotGet) {
  SetDescriptorLimit(1024);
  const std::vector<int> before = OpenDescriptors();
  RevisitedFile file = MakeFile();
  std::vector<int> now = OpenDescriptors();
  ASSERT_EQ(now.size(), before.size() + 1);
  EXPECT_GE(now.back(), 48);
  EXPECT_EQ(fcntl(now.back(), F_GETFD), FD_CLOEXEC);
  EXPECT_EQ(file.Open().fd(), now.back());
  EXPECT_EQ(file.Open().size(), 5);
}

TEST_F(RevisitedFileTest, TakesNoDescriptorFromAProgramWithFew) {
  SetDescriptorLimit(1023);
  const std::vector<int> before = OpenDescriptors();
  RevisitedFile file = MakeFile();
  EXPECT_EQ(OpenDescriptors(), before);
  EXPECT_EQ(file.Open().size(), 5);
  EXPECT_EQ(OpenDescriptors(), before);
}

TEST_F(RevisitedFileTest, LeavesNumberAloneThatCameToBeAnotherFile) {
  SetDescriptorLimit(1024);
  RevisitedFile file = MakeFile();
  const int kept = file.Open().fd();
  const int other = open("/dev/null", O_RDONLY | O_CLOEXEC);
  ASSERT_EQ(dup2(other, kept), kept);
  {
    const RevisitedFile::Handle handle = file.Open();
    EXPECT_NE(handle.fd(), kept);
    EXPECT_EQ(handle.size(), 5);
  }
  file.CloseDescriptor();
  EXPECT_NE(fcntl(kept, F_GETFD), -1);
  close(kept);
  close(other);
}

TEST_F(RevisitedFileTest, FindsFileAgainAfterItsDescriptorWasClosed) {
  SetDescriptorLimit(1024);
  RevisitedFile file = MakeFile();
  close(file.Open().fd());
  EXPECT_EQ(file.Open().size(), 5);
}

TEST_F(RevisitedFileTest, DoesNotTakeAnotherFileOfItsNameForIt) {
  SetDescriptorLimit(1023);
  RevisitedFile file = MakeFile();
  const RevisitedFile other = [this] {
    // The first file keeps its inode number until the second has its own.
    EXPECT_EQ(rename(path_.c_str(), (path_ + ".old").c_str()), 0);
    return MakeFile();
  }();
  EXPECT_EQ(file.Open().fd(), -1);
  unlink(path_.c_str());
  EXPECT_EQ(file.Open().fd(), -1);
}

TEST_F(RevisitedFileTest, KnowsItsFile) {
  const RevisitedFile file = MakeFile();
  struct stat info;
  ASSERT_EQ(stat(path_.c_str(), &info), 0);
  EXPECT_TRUE(file.Is(info));
  ASSERT_EQ(stat(dir_.path().c_str(), &info), 0);
  EXPECT_FALSE(file.Is(info));
}

}  // namespace
}  // namespace telemetry::storage_internal
