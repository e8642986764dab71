#include "storage/sqlite_store/internal/buffered_wal.h"

#include <signal.h>
#include <sys/resource.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "storage/sqlite_store/internal/sqlite.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry::storage_internal {
namespace {

class BufferedWalTest : public ::testing::Test {
 protected:
  BufferedWalTest() {
    buffered_ = Open(
        {.access = SqliteDatabase::Access::kCreate, .journal = SqliteDatabase::Journal::kBuffered});
    EXPECT_THAT(buffered_, IsOk());
    EXPECT_THAT(buffered_->Execute("PRAGMA journal_mode = WAL; CREATE TABLE t (text TEXT)"),
                IsOk());
    other_ = Open({.access = SqliteDatabase::Access::kReadWrite});
    EXPECT_THAT(other_, IsOk());
  }

  absl::StatusOr<SqliteDatabase> Open(const SqliteDatabase::Options& options) {
    return SqliteDatabase::Open(directory_.path() + "/test.db", options);
  }

  // One transaction that fills this many pages.
  static absl::Status Insert(SqliteDatabase& database, int pages) {
    return database.Execute(
        absl::StrCat("WITH RECURSIVE page(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM page WHERE n"
                     " < ",
                     pages, ") INSERT INTO t SELECT hex(zeroblob(2000)) FROM page"));
  }

  static int64_t Rows(SqliteDatabase& database) {
    return database.QueryInt64("SELECT count(*) FROM t").value_or(-1);
  }

  const TempDir directory_;
  absl::StatusOr<SqliteDatabase> buffered_ = absl::UnknownError("not yet open");
  absl::StatusOr<SqliteDatabase> other_ = absl::UnknownError("not yet open");
};

// How many system calls of this process have written so far.
int64_t NumWrites() {
  std::ifstream io("/proc/self/io");
  std::string name;
  int64_t value = -1;
  while (io >> name >> value) {
    if (name == "syscw:") return value;
  }
  ADD_FAILURE() << "/proc/self/io has no syscw";
  return -1;
}

TEST_F(BufferedWalTest, HasTheSettingsThatItNeeds) {
  EXPECT_NE(BufferedWalVfs(), nullptr);
  EXPECT_THAT(buffered_->QueryInt64("PRAGMA synchronous"), IsOkAndHolds(2)) << "FULL";
  EXPECT_THAT(buffered_->QueryInt64("PRAGMA cache_spill"), IsOkAndHolds(0));
}

TEST_F(BufferedWalTest, WritesACommitOfAHundredPagesInAFewPieces) {
  ASSERT_THAT(Insert(*buffered_, 1), IsOk());
  const int64_t before = NumWrites();
  ASSERT_THAT(Insert(*buffered_, 100), IsOk());
  // SQLite alone makes more than 200. Four would do; a sanitizer makes some of its own.
  EXPECT_LT(NumWrites() - before, 20);
}

TEST_F(BufferedWalTest, ShowsEachCommitToOtherConnections) {
  for (const int pages : {1, 20, 200}) {
    const int64_t before = Rows(*other_);
    ASSERT_THAT(Insert(*buffered_, pages), IsOk());
    EXPECT_EQ(Rows(*other_), before + pages);
  }
}

TEST_F(BufferedWalTest, WritesNothingBeforeTheCommit) {
  ASSERT_THAT(buffered_->Execute("BEGIN; PRAGMA cache_size = 10"), IsOk());
  const int64_t before = NumWrites();
  ASSERT_THAT(Insert(*buffered_, 200), IsOk());
  EXPECT_EQ(NumWrites(), before);
  EXPECT_EQ(Rows(*buffered_), 200);
  EXPECT_EQ(Rows(*other_), 0);
  ASSERT_THAT(buffered_->Execute("COMMIT"), IsOk());
  EXPECT_EQ(Rows(*other_), 200);
}

TEST_F(BufferedWalTest, LeavesNothingOfARollbackOverWhatOthersCommit) {
  ASSERT_THAT(buffered_->Execute("PRAGMA cache_size = 10"), IsOk());
  ASSERT_THAT(buffered_->Execute("BEGIN"), IsOk());
  ASSERT_THAT(Insert(*buffered_, 200), IsOk());
  ASSERT_THAT(buffered_->Execute("ROLLBACK"), IsOk());
  ASSERT_THAT(Insert(*other_, 300), IsOk());
  EXPECT_EQ(Rows(*buffered_), 300);
  ASSERT_THAT(Insert(*buffered_, 30), IsOk());
  EXPECT_EQ(Rows(*other_), 330);
  EXPECT_THAT(other_->QueryInt64("SELECT count(*) FROM pragma_integrity_check"
                                 " WHERE integrity_check = 'ok'"),
              IsOkAndHolds(1));
}

TEST_F(BufferedWalTest, LeavesNothingOfAFailedCommitOverWhatOthersCommit) {
  signal(SIGXFSZ, SIG_IGN);
  rlimit before;
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const rlimit full = {200'000, before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &full), 0);
  EXPECT_THAT(Insert(*buffered_, 100), StatusIs(absl::StatusCode::kUnavailable));
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);

  ASSERT_THAT(Insert(*other_, 10), IsOk());
  EXPECT_EQ(Rows(*buffered_), 10);
  ASSERT_THAT(Insert(*buffered_, 100), IsOk());
  EXPECT_EQ(Rows(*other_), 110);
}

TEST_F(BufferedWalTest, IsFoldedIntoTheDatabaseWhenTheLastConnectionCloses) {
  ASSERT_THAT(Insert(*buffered_, 100), IsOk());
  ASSERT_THAT(buffered_->Execute("PRAGMA wal_checkpoint(TRUNCATE)"), IsOk());
  ASSERT_THAT(Insert(*buffered_, 50), IsOk());
  other_ = absl::UnknownError("closed");
  buffered_ = absl::UnknownError("closed");
  EXPECT_FALSE(std::filesystem::exists(directory_.path() + "/test.db-wal"));
  other_ = Open({.access = SqliteDatabase::Access::kReadWrite});
  ASSERT_THAT(other_, IsOk());
  EXPECT_EQ(Rows(*other_), 150);
}

}  // namespace
}  // namespace telemetry::storage_internal
