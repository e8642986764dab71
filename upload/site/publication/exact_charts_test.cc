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
  // Charts of the week, with one bar.
  static v1::ChartData Charts() {
    v1::ChartData charts;
    charts.add_date_range("2026-11-16");
    charts.add_date_range("2026-11-22");
    charts.set_num_reports(7);
    v1::ProgramCharts& program = *charts.add_programs();
    program.set_reports(7);
    program.add_charts()->add_data()->set_value(5);
    return charts;
  }

  TempDir dir_;
  const ExactCharts exact_{dir_.path()};
};

TEST_F(ExactChartsTest, KeepsTheChartsOfEachWeek) {
  const v1::ChartData charts = Charts();
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

TEST_F(ExactChartsTest, KnowsWhatCannotBeChartsOfTheWeek) {
  v1::ChartData of_another_week = Charts();
  of_another_week.set_date_range(1, "2026-11-29");
  v1::ChartData more_than_all = Charts();
  more_than_all.mutable_programs(0)->mutable_charts(0)->mutable_data(0)->set_value(8);
  v1::ChartData of_no_reports = Charts();
  of_no_reports.mutable_programs(0)->clear_reports();
  v1::ChartData less_than_none = Charts();
  less_than_none.mutable_programs(0)->mutable_charts(0)->mutable_data(0)->set_value(-1);
  for (const v1::ChartData& charts :
       {v1::ChartData(), of_another_week, more_than_all, of_no_reports, less_than_none}) {
    ASSERT_THAT(exact_.Write(kSunday, charts), IsOk());
    EXPECT_THAT(exact_.Read(kSunday), StatusIs(absl::StatusCode::kDataLoss));
  }
  ASSERT_THAT(exact_.Write(kSunday, Charts()), IsOk());
  EXPECT_THAT(exact_.Read(kSunday), IsOk());
}

}  // namespace
}  // namespace telemetry::upload_internal
