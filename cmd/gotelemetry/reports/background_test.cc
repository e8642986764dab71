#include "cmd/gotelemetry/reports/background.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <memory>
#include <new>

#include "absl/base/config.h"
#include "gtest/gtest.h"
#include "tests/util/child_process.h"

namespace telemetry::cmd {
namespace {

TEST(BackgroundTest, IsKnownByItsMark) {
  unsetenv("GOTELEMETRY_UPLOADING");
  EXPECT_FALSE(IsBackgroundRun());
  setenv("GOTELEMETRY_UPLOADING", "1", 1);
  EXPECT_TRUE(IsBackgroundRun());
}

TEST(BackgroundTest, HasTheLowestPriority) {
  EXPECT_EQ(RunInChild([] {
              BeModest();
              errno = 0;
              _exit(getpriority(PRIO_PROCESS, 0) == 19 && syscall(SYS_ioprio_get, 1, 0) == 3 << 13
                        ? 0
                        : 1);
            }),
            0);
}

TEST(BackgroundTest, EndsSometime) {
  EXPECT_EQ(RunInChild([] {
              BeModest();
              const unsigned left = alarm(0);
              _exit(0 < left && left <= kMaxBackgroundSeconds ? 0 : 1);
            }),
            0);
}

#if !defined(ABSL_HAVE_ADDRESS_SANITIZER) && !defined(ABSL_HAVE_THREAD_SANITIZER)
TEST(BackgroundTest, CannotTakeAllMemory) {
  EXPECT_EQ(RunInChild([] {
              BeModest();
              const std::unique_ptr<char[]> little(new (std::nothrow) char[64 << 20]);
              const std::unique_ptr<char[]> much(new (std::nothrow) char[kMaxBackgroundBytes]);
              _exit(little != nullptr && much == nullptr ? 0 : 1);
            }),
            0);
}
#endif

}  // namespace
}  // namespace telemetry::cmd
