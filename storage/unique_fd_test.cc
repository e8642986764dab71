#include "storage/unique_fd.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "gtest/gtest.h"

namespace telemetry {
namespace {

bool IsOpen(int fd) { return fcntl(fd, F_GETFD) != -1; }

UniqueFd OpenSomething() { return UniqueFd(open("/dev/null", O_RDONLY | O_CLOEXEC)); }

TEST(UniqueFdTest, ClosesWhatItOwns) {
  int number;
  {
    const UniqueFd fd = OpenSomething();
    number = fd.get();
    EXPECT_TRUE(IsOpen(number));
  }
  EXPECT_FALSE(IsOpen(number));
}

TEST(UniqueFdTest, ReleasedDescriptorStaysOpen) {
  UniqueFd fd = OpenSomething();
  const int number = fd.release();
  EXPECT_FALSE(fd.valid());
  EXPECT_TRUE(IsOpen(number));
  close(number);
}

TEST(UniqueFdTest, MovingLeavesNothingBehind) {
  UniqueFd from = OpenSomething();
  const int number = from.get();
  UniqueFd to = std::move(from);
  EXPECT_FALSE(from.valid());
  EXPECT_EQ(to.get(), number);
}

TEST(UniqueFdTest, ClosingKeepsErrno) {
  UniqueFd fd = OpenSomething();
  close(fd.get());
  errno = EXDEV;
  fd.reset();
  EXPECT_EQ(errno, EXDEV);
}

}  // namespace
}  // namespace telemetry
