#include "report/random_x.h"

#include <limits>
#include <set>

#include "gtest/gtest.h"
#include "tests/util/status_matchers.h"

namespace telemetry {
namespace {

TEST(RandomXTest, NeverReachesItsBounds) {
  EXPECT_EQ(XFromBits(0), 0x1p-53);
  EXPECT_EQ(XFromBits(std::numeric_limits<uint64_t>::max()), 1 - 0x1p-53);
  EXPECT_EQ(XFromBits(uint64_t{1} << 63), 0.5 + 0x1p-53);
}

TEST(RandomXTest, DrawsADifferentNumberEachTime) {
  std::set<double> drawn;
  for (int i = 0; i < 1000; ++i) {
    const absl::StatusOr<double> x = DrawX();
    ASSERT_THAT(x, IsOk());
    EXPECT_GT(*x, 0);
    EXPECT_LT(*x, 1);
    drawn.insert(*x);
  }
  EXPECT_EQ(drawn.size(), 1000u);
}

TEST(RandomXTest, FillsTheIntervalEvenly) {
  int buckets[10] = {};
  for (int i = 0; i < 10000; ++i) ++buckets[static_cast<int>(*DrawX() * 10)];
  for (const int n : buckets) {  // expected 1000, standard deviation 30
    EXPECT_GT(n, 700);
    EXPECT_LT(n, 1300);
  }
}

}  // namespace
}  // namespace telemetry
