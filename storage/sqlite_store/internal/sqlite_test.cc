#include "storage/sqlite_store/internal/sqlite.h"

#include <sys/wait.h>
#include <unistd.h>

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

// A process loses its locks on a file when it closes any descriptor of it.
TEST_F(SqliteTest, KeepsItsLocksWhenItsProcessOpensTheFileAgain) {
  FileHolds("");
  // The other process begins before this one has a connection, since SQLite would take over those.
  int go[2];
  ASSERT_EQ(pipe(go), 0);
  const pid_t other = fork();
  if (other == 0) {
    char byte = 0;
    bool is_open = read(go[0], &byte, 1) == 1;
    {
      absl::StatusOr<SqliteDatabase> database = Open();
      is_open = is_open && database.ok() && database->QueryInt64("SELECT count(*) FROM t").ok();
    }
    _exit(is_open ? 0 : 1);
  }
  absl::StatusOr<SqliteDatabase> first = Open(SqliteDatabase::Access::kCreate);
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(first->Execute("PRAGMA journal_mode = WAL; CREATE TABLE t (i INTEGER)"), IsOk());
  absl::StatusOr<SqliteDatabase> second = Open(SqliteDatabase::Access::kCreate);
  ASSERT_THAT(second->QueryInt64("SELECT count(*) FROM t"), IsOkAndHolds(0));
  ASSERT_EQ(write(go[1], "g", 1), 1);
  int status = -1;
  ASSERT_EQ(waitpid(other, &status, 0), other);
  ASSERT_EQ(status, 0);
  EXPECT_EQ(access((path_ + "-wal").c_str(), F_OK), 0);  // it was not the last one
  close(go[0]);
  close(go[1]);
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
