#include "report/chart/bucket_order.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace telemetry {
namespace {

TEST(BucketOrderTest, OrdersNaturally) {
  const std::vector<std::vector<std::string>> ascending_lists = {
      {"<100us", "<1ms", "<10ms", "<100ms", "<1s", ">=1s"},
      {"<1.5ms", "<2ms", "<1m", "<1h"},
      {"<5", "<=5", "5", ">=5", ">5", "<10"},
      {"1.9", "1.10", "1.16"},
      {"0", "1", "2-5", "6-10", "11-50"},
      {"go1.9", "go1.21", "go1.22"},
      {"4", "4 cores", "007", "8"},
      {"", "archive", "pie"},
      {"9t", "10ms", "9s"},
  };
  for (const std::vector<std::string>& list : ascending_lists) {
    for (size_t i = 0; i < list.size(); ++i) {
      for (size_t j = 0; j < list.size(); ++j) {
        const int order = CompareBuckets(list[i], list[j]);
        EXPECT_EQ(order < 0, i < j) << list[i] << " " << list[j];
        EXPECT_EQ(order > 0, i > j) << list[i] << " " << list[j];
      }
    }
  }
}

TEST(BucketOrderTest, KnowsAmounts) {
  for (const char* bucket : {"5", "<10ms", ">=1s", "1.16",
                             "\u2265"
                             "2",
                             "2-5"}) {
    EXPECT_TRUE(IsAmount(bucket)) << bucket;
  }
  for (const char* bucket : {"", "vim", "<", "go1.22", "x86"}) {
    EXPECT_FALSE(IsAmount(bucket)) << bucket;
  }
}

}  // namespace
}  // namespace telemetry
