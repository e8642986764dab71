#include "storage/sqlite_store/internal/report_schema.h"

#include <fstream>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/sqlite_store/internal/sqlite.h"
#include "tests/util/status_matchers.h"

namespace telemetry::storage_internal {
namespace {

using ::testing::HasSubstr;

class ReportSchemaTest : public ::testing::Test {
 protected:
  // An empty file is an empty database.
  ReportSchemaTest()
      : path_(std::string(::testing::TempDir()) + "/" +
              ::testing::UnitTest::GetInstance()->current_test_info()->name() + ".db") {
    std::ofstream(path_, std::ios::trunc).flush();
    absl::StatusOr<SqliteDatabase> database =
        SqliteDatabase::Open(path_, {.access = SqliteDatabase::Access::kReadWrite});
    if (database.ok()) database_ = std::make_unique<SqliteDatabase>(*std::move(database));
  }

  const std::string path_;
  std::unique_ptr<SqliteDatabase> database_;
};

TEST_F(ReportSchemaTest, MakesAnEmptyDatabaseAReportStore) {
  EXPECT_THAT(CheckReportSchema(*database_), StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(CreateReportSchema(*database_), IsOk());
  EXPECT_THAT(CheckReportSchema(*database_), IsOk());
  EXPECT_THAT(database_->QueryInt64("PRAGMA page_size"), IsOkAndHolds(8192));
}

TEST_F(ReportSchemaTest, LeavesAReportStoreAsItIs) {
  ASSERT_THAT(CreateReportSchema(*database_), IsOk());
  ASSERT_THAT(database_->Execute("INSERT INTO report (week, x, json) VALUES ('2026-11-18', 1, '')"),
              IsOk());
  EXPECT_THAT(CreateReportSchema(*database_), IsOk());
  EXPECT_THAT(database_->QueryInt64("SELECT count(*) FROM report"), IsOkAndHolds(1));
}

TEST_F(ReportSchemaTest, GivesAnOlderReportStoreWhatItLacks) {
  ASSERT_THAT(CreateReportSchema(*database_), IsOk());
  ASSERT_THAT(database_->Execute("DROP TABLE config; DROP TABLE dropped; DROP TABLE mixed"),
              IsOk());
  EXPECT_THAT(CheckReportSchema(*database_), IsOk());
  EXPECT_THAT(CreateReportSchema(*database_), IsOk());
  EXPECT_THAT(database_->QueryInt64("SELECT count(*) FROM config"), IsOkAndHolds(0));
  EXPECT_THAT(database_->QueryInt64("SELECT count(*) FROM dropped"), IsOkAndHolds(0));
  EXPECT_THAT(database_->QueryInt64("SELECT count(*) FROM mixed"), IsOkAndHolds(0));
}

TEST_F(ReportSchemaTest, RefusesADatabaseOfSomethingElse) {
  ASSERT_THAT(database_->Execute("CREATE TABLE cookies (name TEXT)"), IsOk());
  EXPECT_THAT(CreateReportSchema(*database_),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr(path_ + ": not a report store")));
  EXPECT_THAT(database_->QueryInt64("SELECT count(*) FROM sqlite_schema"), IsOkAndHolds(1));
}

TEST_F(ReportSchemaTest, RefusesAnotherVersion) {
  ASSERT_THAT(CreateReportSchema(*database_), IsOk());
  ASSERT_THAT(database_->Execute("PRAGMA user_version = 2"), IsOk());
  EXPECT_THAT(CreateReportSchema(*database_),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("version 2")));
}

}  // namespace
}  // namespace telemetry::storage_internal
