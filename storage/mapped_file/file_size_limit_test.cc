#include "storage/mapped_file/file_size_limit.h"

#include <sys/resource.h>
#include <unistd.h>

#include "gtest/gtest.h"
#include "tests/util/child_process.h"

namespace telemetry {
namespace {

TEST(FileSizeLimitTest, AllowsEverythingUpToTheLimit) {
  EXPECT_EQ(RunInChild([] {
              rlimit limit;
              getrlimit(RLIMIT_FSIZE, &limit);
              limit.rlim_cur = 16384;
              setrlimit(RLIMIT_FSIZE, &limit);
              _exit(MayWriteFileOf(16384) && !MayWriteFileOf(16385) ? 0 : 1);
            }),
            0);
}

}  // namespace
}  // namespace telemetry
