#include "upload/site/publication/exact_charts.h"

#include <fstream>
#include <string>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry::upload_internal {
namespace {

using ::testing::HasSubstr;

constexpr absl::CivilDay kSunday(2026, 11, 22);

class ExactChartsTest : public ::testing::Test {
 protected:
  TempDir dir_;
  const ExactCharts exact_{dir_.path()};
};

TEST_F(ExactChartsTest, KeepsTheChartsOfEachWeek) {
  v1::ChartData charts;
  charts.set_num_reports(7);
  EXPECT_FALSE(exact_.Has(kSunday));
  ASSERT_THAT(exact_.Write(kSunday, charts), IsOk());
  EXPECT_TRUE(exact_.Has(kSunday));
  EXPECT_FALSE(exact_.Has(kSunday + 7));
  const absl::StatusOr<v1::ChartData> read = exact_.Read(kSunday);
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->num_reports(), 7);
}

TEST_F(ExactChartsTest, HasNoneOfAnotherWeek) {
  EXPECT_THAT(exact_.Read(kSunday), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(ExactChartsTest, NamesADamagedFile) {
  const std::string path = dir_.path() + "/2026-11-16_2026-11-22.binpb";
  std::ofstream(path) << "no message";
  EXPECT_THAT(exact_.Read(kSunday), StatusIs(absl::StatusCode::kDataLoss, HasSubstr(path)));
}

}  // namespace
}  // namespace telemetry::upload_internal
