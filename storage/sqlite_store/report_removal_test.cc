#include "storage/sqlite_store/report_removal.h"

#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/sqlite_store/sqlite_store.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr absl::CivilDay kDay(2026, 11, 18);

class ReportRemovalTest : public ::testing::Test {
 protected:
  std::string Bytes() const {
    std::string bytes;
    for (const char* suffix : {"", "-wal"}) {
      std::ifstream file(path_ + suffix, std::ios::binary);
      bytes.append(std::istreambuf_iterator<char>(file), {});
    }
    return bytes;
  }

  int64_t Count() const { return (*SqliteStore(path_).OpenReader())->Count(kDay).value(); }

  TempDir dir_;
  const std::string path_ = absl::StrCat(dir_.path(), "/reports.db");
};

TEST_F(ReportRemovalTest, RemovesOneReportWithItsBytes) {
  const std::unique_ptr<ReportStore> store = SqliteStore(path_).OpenReports({}).value();
  ASSERT_THAT(store->PutAndWait(kDay, 0.25, "{\"private\":1}"), IsOk());
  ASSERT_THAT(store->PutAndWait(kDay, 0.5, "{\"other\":1}"), IsOk());
  ASSERT_THAT(Bytes(), HasSubstr("private"));
  EXPECT_THAT(RemoveReport(path_, kDay, 0.25), IsOk());
  EXPECT_EQ(Count(), 1);
  EXPECT_THAT(Bytes(), Not(HasSubstr("private")));
  // The collector that is running goes on.
  ASSERT_THAT(store->PutAndWait(kDay, 0.75, "{\"third\":1}"), IsOk());
  EXPECT_EQ(Count(), 2);
}

TEST_F(ReportRemovalTest, SaysThatThereIsNoSuchReport) {
  EXPECT_THAT(RemoveReport(path_, kDay, 0.25),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr(path_)));
  const std::unique_ptr<ReportStore> store = SqliteStore(path_).OpenReports({}).value();
  ASSERT_THAT(store->PutAndWait(kDay, 0.5, "{}"), IsOk());
  EXPECT_THAT(RemoveReport(path_, kDay, 0.25),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("2026-11-18")));
  EXPECT_THAT(RemoveReport(path_, kDay + 1, 0.5),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("")));
  EXPECT_EQ(Count(), 1);
}

}  // namespace
}  // namespace telemetry
