#include "counter/internal/unix_time.h"

#include <time.h>

#include "absl/time/time.h"
#include "gtest/gtest.h"

namespace telemetry {
namespace counter_internal {
namespace {

TEST(UnixTimeTest, IsAbslsOwn) {
  for (const timespec& time : {timespec{0, 0}, timespec{1795564799, 999999999}, timespec{-5, 1},
                               timespec{-5, 0}, timespec{-1, 999999999}}) {
    EXPECT_EQ(FromTimespec(time), absl::TimeFromTimespec(time));
    EXPECT_EQ(UnixSecondsOf(FromTimespec(time)), absl::ToUnixSeconds(FromTimespec(time)));
  }
}

}  // namespace
}  // namespace counter_internal
}  // namespace telemetry
