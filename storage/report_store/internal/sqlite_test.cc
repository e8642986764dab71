#include "storage/report_store/internal/sqlite.h"

#include <fstream>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/util/status_matchers.h"

namespace telemetry::storage_internal {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class SqliteTest : public ::testing::Test {
 protected:
  SqliteTest()
      : path_(std::string(::testing::TempDir()) + "/" +
              ::testing::UnitTest::GetInstance()->current_test_info()->name() + ".db") {}

  void FileHolds(absl::string_view contents) {
    std::ofstream(path_, std::ios::binary | std::ios::trunc) << contents;
  }
  absl::StatusOr<SqliteDatabase> Open(
      SqliteDatabase::Access access = SqliteDatabase::Access::kReadWrite) {
    return SqliteDatabase::Open(path_, {.access = access});
  }

  const std::string path_;
};

TEST_F(SqliteTest, ReadsBackWhatWasBound) {
  FileHolds("");
  absl::StatusOr<SqliteDatabase> database = Open();
  ASSERT_THAT(database, IsOk());
  ASSERT_THAT(database->Execute("CREATE TABLE t (i INTEGER, d REAL, s TEXT)"), IsOk());
  absl::StatusOr<SqliteStatement> insert = database->Prepare("INSERT INTO t VALUES (?, ?, ?)");
  ASSERT_THAT(insert, IsOk());
  const std::string text("with\0zero", 9);
  insert->BindInt64(1, -5);
  insert->BindDouble(2, 0.1);
  insert->BindText(3, text);
  ASSERT_THAT(insert->Run(), IsOk());
  EXPECT_EQ(database->changed_rows(), 1);

  absl::StatusOr<SqliteStatement> select = database->Prepare("SELECT i, d, s FROM t");
  ASSERT_THAT(select, IsOk());
  ASSERT_THAT(select->Step(), IsOkAndHolds(true));
  EXPECT_EQ(select->ColumnInt64(0), -5);
  EXPECT_EQ(select->ColumnDouble(1), 0.1);
  EXPECT_EQ(select->ColumnText(2), text);
  EXPECT_THAT(select->Step(), IsOkAndHolds(false));
}

TEST_F(SqliteTest, NamesAFileThatIsMissing) {
  EXPECT_THAT(Open(), StatusIs(absl::StatusCode::kNotFound,
                               AllOf(HasSubstr(path_), HasSubstr("No such file"))));
}

TEST_F(SqliteTest, NamesAFileThatIsNotADatabase) {
  FileHolds(std::string(4096, 'x'));
  absl::StatusOr<SqliteDatabase> database = Open();
  ASSERT_THAT(database, IsOk());
  EXPECT_THAT(database->QueryInt64("PRAGMA user_version"),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr(path_)));
}

TEST_F(SqliteTest, RefusesToWriteToAReadOnlyConnection) {
  FileHolds("");
  absl::StatusOr<SqliteDatabase> database = Open(SqliteDatabase::Access::kReadOnly);
  ASSERT_THAT(database, IsOk());
  EXPECT_THAT(database->Execute("CREATE TABLE t (i INTEGER)"),
              StatusIs(absl::StatusCode::kPermissionDenied, HasSubstr(path_)));
}

TEST_F(SqliteTest, ReportsAWrongStatementAndAWrongParameter) {
  FileHolds("");
  absl::StatusOr<SqliteDatabase> database = Open();
  ASSERT_THAT(database, IsOk());
  EXPECT_THAT(database->Prepare("SELEKT 1"),
              StatusIs(absl::StatusCode::kInternal, HasSubstr("SELEKT")));
  absl::StatusOr<SqliteStatement> select = database->Prepare("SELECT ?");
  ASSERT_THAT(select, IsOk());
  select->BindInt64(2, 1);
  EXPECT_THAT(select->Step(), StatusIs(absl::StatusCode::kInternal));
}

}  // namespace
}  // namespace telemetry::storage_internal
