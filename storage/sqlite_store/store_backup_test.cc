#include "storage/sqlite_store/store_backup.h"

#include <sys/stat.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/sqlite_store/sqlite_store.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

using ::testing::HasSubstr;

constexpr absl::CivilDay kWeek(2026, 11, 18);

class StoreBackupTest : public ::testing::Test {
 protected:
  static int64_t Count(const std::string& path) {
    return (*SqliteStore(path).OpenReader())->Count(kWeek).value_or(-1);
  }

  const TempDir dir_;
  const std::string path_ = dir_.path() + "/reports.db";
  const std::string backup_ = dir_.path() + "/backup.db";
};

TEST_F(StoreBackupTest, HasAllThatWasAcknowledgedBeforeItBegan) {
  const std::unique_ptr<ReportStore> reports = SqliteStore(path_).OpenReports({}).value();
  std::atomic<int> acknowledged = 0;
  std::atomic<bool> done = false;
  std::thread writer([&] {
    for (int i = 1; !done; ++i) {
      if (reports->PutAndWait(kWeek, i, "{}").ok()) acknowledged = i;
    }
  });
  while (acknowledged < 50) std::this_thread::yield();
  const int before = acknowledged;
  EXPECT_THAT(BackUpStore(path_, backup_), IsOk());
  const int after = acknowledged;
  done = true;
  writer.join();
  EXPECT_GE(Count(backup_), before);
  EXPECT_LE(Count(backup_), after + 1);
  // It is a store of its own, to which a collector adds.
  ASSERT_THAT((*SqliteStore(backup_).OpenReports({}))->PutAndWait(kWeek, 0.5, "{}"), IsOk());
  struct stat info = {};
  ASSERT_EQ(stat(backup_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
}

TEST_F(StoreBackupTest, OverwritesNothing) {
  ASSERT_THAT(SqliteStore(path_).Prepare(), IsOk());
  std::ofstream(backup_) << "the last backup";
  EXPECT_THAT(BackUpStore(path_, backup_),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr(backup_)));
  EXPECT_EQ(std::filesystem::file_size(backup_), 15u);
  EXPECT_FALSE(std::filesystem::exists(backup_ + ".unfinished"));
}

TEST_F(StoreBackupTest, BeginsAnewAfterOneThatWasKilled) {
  ASSERT_THAT((*SqliteStore(path_).OpenReports({}))->PutAndWait(kWeek, 0.5, "{}"), IsOk());
  std::ofstream(backup_ + ".unfinished") << "half a backup";
  EXPECT_THAT(BackUpStore(path_, backup_), IsOk());
  EXPECT_EQ(Count(backup_), 1);
}

TEST_F(StoreBackupTest, LeavesNothingOfAStoreThatIsNone) {
  EXPECT_THAT(BackUpStore(path_, backup_), StatusIs(absl::StatusCode::kNotFound, HasSubstr(path_)));
  std::ofstream(path_) << "no database, but some text";
  EXPECT_THAT(BackUpStore(path_, backup_), StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_FALSE(std::filesystem::exists(backup_));
}

}  // namespace
}  // namespace telemetry
