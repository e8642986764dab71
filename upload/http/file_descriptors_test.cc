#include "upload/http/file_descriptors.h"

#include <sys/resource.h>

#include "gtest/gtest.h"

namespace telemetry {
namespace {

TEST(FileDescriptorsTest, RaisesTheLimitToWhatTheSystemAllows) {
  rlimit limit = {};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &limit), 0);
  const rlim_t allowed = limit.rlim_max;
  limit.rlim_cur = 64;
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &limit), 0);
  EXPECT_EQ(RaiseFileDescriptorLimit(), allowed);
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &limit), 0);
  EXPECT_EQ(limit.rlim_cur, allowed);
}

}  // namespace
}  // namespace telemetry
