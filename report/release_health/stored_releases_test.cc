#include "report/release_health/stored_releases.h"

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/report_store/report_reader.h"
#include "storage/report_store/report_store.h"
#include "storage/sqlite_store/sqlite_store.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

using testing::HasSubstr;

constexpr absl::CivilDay kSunday(2026, 12, 6);

class StoredReleasesTest : public testing::Test {
 protected:
  void Store(absl::CivilDay day, double x, const std::string& json) {
    ASSERT_THAT(store_->PutAndWait(day, x, json), IsOk());
  }
  absl::StatusOr<ReleaseCounts> Count(const ReleaseCountOptions& options = {}) {
    absl::StatusOr<std::unique_ptr<ReportReader>> reader = SqliteStore(path_).OpenReader();
    if (!reader.ok()) return reader.status();
    return CountStoredReleases(**reader, options);
  }

 private:
  const TempDir dir_;
  const std::string path_ = dir_.path() + "/reports.db";
  const std::unique_ptr<ReportStore> store_ = *SqliteStore(path_).OpenReports({});
};

std::string Report(absl::CivilDay day, double x) {
  return absl::StrCat(R"({"Week":")", absl::FormatCivilTime(day), R"(","X":)", x,
                      R"(,"Programs":[{"Program":"p","Version":"v1.0.0"}]})");
}

TEST_F(StoredReleasesTest, CountsTheReportsOfTheDaysThatAreAskedFor) {
  for (const absl::CivilDay day : {kSunday - 7, kSunday - 1, kSunday}) {
    Store(day, 0.25, Report(day, 0.25));
    Store(day, 0.75, Report(day, 0.75));
  }
  EXPECT_EQ((*Count()).at(kSunday).at("p").reports, 4);
  EXPECT_EQ((*Count()).size(), 2);
  EXPECT_EQ((*Count({.first = kSunday})).at(kSunday).at("p").reports, 2);
  EXPECT_EQ((*Count({.last = kSunday - 7})).size(), 1);
}

TEST_F(StoredReleasesTest, NamesTheDayOfWhatIsNoReport) {
  Store(kSunday, 0.25, "{");
  EXPECT_THAT(Count().status(), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("2026-12-06")));
}

}  // namespace
}  // namespace telemetry
