#include "report/dataset/internal/split_name.h"

#include "gtest/gtest.h"

namespace telemetry::report_internal {
namespace {

TEST(SplitNameTest, SplitsCountersAtTheirFirstColon) {
  EXPECT_EQ(SplitCounterName("a/b:c:d").chart, "a/b");
  EXPECT_EQ(SplitCounterName("a/b:c:d").bucket, "c:d");
  EXPECT_EQ(SplitCounterName("a:").bucket, "");
}

TEST(SplitNameTest, TakesACounterWithoutABucketForItsOwn) {
  EXPECT_EQ(SplitCounterName("a").chart, "a");
  EXPECT_EQ(SplitCounterName("a").bucket, "a");
}

TEST(SplitNameTest, SplitsStacksAfterTheirFirstLine) {
  EXPECT_EQ(SplitStackName("a:b\nf\ng").chart, "a:b");
  EXPECT_EQ(SplitStackName("a:b\nf\ng").bucket, "f\ng");
  EXPECT_EQ(SplitStackName("a").bucket, "");
}

}  // namespace
}  // namespace telemetry::report_internal
