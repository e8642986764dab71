#include "report/release_health/health_overview.h"

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/files/file.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

using testing::HasSubstr;

constexpr absl::CivilDay kDay(2026, 11, 18);

std::string Report(absl::CivilDay day, const std::string& program, int x = 5) {
  return absl::StrCat(R"({"Week":")", absl::FormatCivilTime(day), R"(","LastWeek":"","X":0.)", x,
                      R"(,"Programs":[{"Program":")", program,
                      R"(","Version":"v1.0.0","GoVersion":"gcc12.2.0","GOOS":"linux",)",
                      R"("GOARCH":"amd64","Counters":{},"Stacks":{}}],"Config":"v1"})", "\n");
}

class HealthOverviewTest : public testing::Test {
 protected:
  std::string Dataset(const std::string& lines) const {
    std::string path = dir_.path() + "/day.json";
    EXPECT_THAT(WriteFileAtomically(path, lines), IsOk());
    return path;
  }

 private:
  const TempDir dir_;
};

TEST_F(HealthOverviewTest, CountsARepeatedReportOnceAndOnlyTheWeeksAskedFor) {
  const std::string path = Dataset(Report(kDay, "b") + Report(kDay, "b") + Report(kDay - 7, "a") +
                                   Report(kDay - 14, "c"));
  const absl::StatusOr<HealthOverview> overview = HealthOfDatasets({path}, {.weeks = 2}, kDay);
  ASSERT_THAT(overview, IsOk());
  ASSERT_EQ(overview->programs.size(), 2);
  EXPECT_EQ(overview->programs[0].program, "a");
  EXPECT_EQ(overview->programs[1].program, "b");
  EXPECT_EQ(overview->programs[1].releases.at(0).reports, 1);
}

TEST_F(HealthOverviewTest, IsOfOneProgramIfThatIsAskedFor) {
  const std::string path = Dataset(Report(kDay, "a") + Report(kDay, "b", /*x=*/6));
  const absl::StatusOr<HealthOverview> overview = HealthOfDatasets({path}, {.program = "b"}, kDay);
  ASSERT_THAT(overview, IsOk());
  ASSERT_EQ(overview->programs.size(), 1);
  EXPECT_EQ(overview->programs[0].program, "b");
  EXPECT_THAT(HealthOverviewToJson(*overview), HasSubstr("\"Date\": \"2026-11-18\""));
}

TEST_F(HealthOverviewTest, LastDayIsThatOfTheLatestReport) {
  EXPECT_THAT(LastReportDay({Dataset(Report(kDay, "a") + Report(kDay - 1, "b"))}),
              IsOkAndHolds(std::optional(kDay)));
  EXPECT_THAT(LastReportDay({Dataset("")}), IsOkAndHolds(std::optional<absl::CivilDay>()));
}

TEST_F(HealthOverviewTest, StopsWhenItIsCancelled) {
  const std::string path = Dataset(Report(kDay, "a"));
  const auto is_cancelled = [] { return true; };
  EXPECT_THAT(LastReportDay({path}, is_cancelled), StatusIs(absl::StatusCode::kCancelled));
  EXPECT_THAT(HealthOfDatasets({path}, {}, kDay, is_cancelled),
              StatusIs(absl::StatusCode::kCancelled));
}

}  // namespace
}  // namespace telemetry
