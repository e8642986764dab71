#include "report/distinct/distinct_count.h"

#include <limits>
#include <random>
#include <set>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/util/status_matchers.h"

namespace telemetry {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<int64_t> Count(const std::vector<double>& x, const std::vector<int64_t>& cells,
                           int64_t num_cells) {
  return CountDistinct(x, cells, num_cells).value();
}

TEST(CountDistinctTest, CountsAnXOnceInEachCell) {
  EXPECT_THAT(Count({0.25, 0.25, 0.5, 0.25}, {0, 0, 0, 2}, 3), ElementsAre(2, 0, 1));
}

TEST(CountDistinctTest, CountsNothingOfNothing) {
  EXPECT_THAT(Count({}, {}, 2), ElementsAre(0, 0));
  EXPECT_THAT(Count({}, {}, 0), IsEmpty());
}

TEST(CountDistinctTest, PassesOverRowsWithoutACell) {
  EXPECT_THAT(Count({0.25, 0.5}, {-1, 0}, 1), ElementsAre(1));
}

TEST(CountDistinctTest, TakesZeroWithEitherSignForOneX) {
  EXPECT_THAT(Count({0.0, -0.0}, {0, 0}, 1), ElementsAre(1));
}

TEST(CountDistinctTest, RefusesWhatDoesNotFit) {
  EXPECT_THAT(CountDistinct({0.5}, {}, 1).status(),
              StatusIs(absl::StatusCode::kInvalidArgument, "x has 1 rows, but cells has 0"));
  EXPECT_THAT(CountDistinct({0.5}, {3}, 3).status(),
              StatusIs(absl::StatusCode::kInvalidArgument, "cell 3 is not below 3"));
}

TEST(CountDistinctTest, AgreesWithASet) {
  std::mt19937_64 random(1);
  for (const size_t num_rows : {1, 2, 15, 16, 17, 5000}) {
    std::vector<double> x;
    std::vector<int64_t> cells;
    std::set<std::pair<double, int64_t>> seen;
    std::vector<int64_t> expected(7);
    for (size_t i = 0; i < num_rows; ++i) {
      x.push_back(static_cast<double>(random() % 300) / 300);
      cells.push_back(static_cast<int64_t>(random() % 7));
      if (seen.emplace(x.back(), cells.back()).second) ++expected[cells.back()];
    }
    EXPECT_EQ(Count(x, cells, 7), expected) << num_rows;
  }
}

}  // namespace
}  // namespace telemetry
