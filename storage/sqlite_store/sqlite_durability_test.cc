// Shows, from between SQLite and the file system, that a report is on disk before it is
// acknowledged and that many reports share a flush.

#include <sqlite3.h>

#include <future>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "gtest/gtest.h"
#include "storage/mutex.h"
#include "storage/sqlite_store/sqlite_store.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

constexpr absl::CivilDay kWeek(2026, 11, 18);

// What SQLite has written and flushed, in all files of this process.
class DiskLog {
 public:
  void Wrote(sqlite3_file* file) {
    const MutexLock lock(mutex_);
    unflushed_.insert(file);
    ++writes_;
  }
  void Flushed(sqlite3_file* file) {
    const MutexLock lock(mutex_);
    unflushed_.erase(file);
    ++flushes_;
  }
  bool everything_is_flushed() const {
    const MutexLock lock(mutex_);
    return unflushed_.empty();
  }
  int writes() const {
    const MutexLock lock(mutex_);
    return writes_;
  }
  int flushes() const {
    const MutexLock lock(mutex_);
    return flushes_;
  }

 private:
  mutable Mutex mutex_;
  std::set<sqlite3_file*> unflushed_ ABSL_GUARDED_BY(mutex_);
  int writes_ ABSL_GUARDED_BY(mutex_) = 0;
  int flushes_ ABSL_GUARDED_BY(mutex_) = 0;
};

DiskLog& Disk() {
  static DiskLog* const log = new DiskLog;
  return *log;
}

// SQLite's own file system (a "VFS"), with files that log what is done to them.
sqlite3_vfs* real_vfs = nullptr;

struct LoggedMethods {
  sqlite3_io_methods logging;  // first, so that a file's methods lead here
  const sqlite3_io_methods* real;
};

const sqlite3_io_methods& RealMethods(const sqlite3_file* file) {
  return *reinterpret_cast<const LoggedMethods*>(file->pMethods)->real;
}

int Write(sqlite3_file* file, const void* data, int bytes, sqlite3_int64 offset) {
  Disk().Wrote(file);
  return RealMethods(file).xWrite(file, data, bytes, offset);
}

int Sync(sqlite3_file* file, int flags) {
  const int result = RealMethods(file).xSync(file, flags);
  if (result == SQLITE_OK) Disk().Flushed(file);
  return result;
}

const sqlite3_io_methods* Logging(const sqlite3_io_methods* real) {
  static constinit Mutex mutex;
  static auto* const all = new std::map<const sqlite3_io_methods*, LoggedMethods>;
  const MutexLock lock(mutex);
  const auto [entry, is_new] = all->insert({real, {.logging = *real, .real = real}});
  LoggedMethods& methods = entry->second;
  if (is_new) {
    methods.logging.xWrite = Write;
    methods.logging.xSync = Sync;
  }
  return &methods.logging;
}

int OpenFile(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  const int result = real_vfs->xOpen(real_vfs, name, file, flags, out_flags);
  if (file->pMethods != nullptr) file->pMethods = Logging(file->pMethods);
  return result;
}

// Makes SQLite log to Disk() for the rest of the process.
void LogToDisk() {
  real_vfs = sqlite3_vfs_find(nullptr);
  static sqlite3_vfs vfs = *real_vfs;
  vfs.zName = "logging";
  vfs.xOpen = OpenFile;
  ASSERT_EQ(sqlite3_vfs_register(&vfs, /*makeDflt=*/1), SQLITE_OK);
}

class SqliteDurabilityTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { LogToDisk(); }

  SqliteDurabilityTest() {
    absl::StatusOr<std::unique_ptr<ReportStore>> store =
        SqliteStore(dir_.path() + "/reports.db").OpenReports({});
    EXPECT_THAT(store, IsOk());
    store_ = *std::move(store);
  }

  const TempDir dir_;
  std::unique_ptr<ReportStore> store_;
};

TEST_F(SqliteDurabilityTest, FlushesEachReportBeforeItIsAcknowledged) {
  for (int i = 1; i <= 20; ++i) {
    const int writes_before = Disk().writes();
    const int flushes_before = Disk().flushes();
    std::promise<bool> all_on_disk;
    store_->Put(kWeek, i, "{}", [&](const absl::Status& status) {
      all_on_disk.set_value(status.ok() && Disk().everything_is_flushed());
    });
    ASSERT_TRUE(all_on_disk.get_future().get());
    ASSERT_GT(Disk().writes(), writes_before);
    ASSERT_GT(Disk().flushes(), flushes_before);
  }
}

TEST_F(SqliteDurabilityTest, FlushesManyReportsAtOnce) {
  constexpr int kReports = 100;
  std::promise<void> started;
  std::promise<void> released;
  // Keeps the store busy while reports queue up.
  store_->Put(kWeek, 0.5, "{}", [&](const absl::Status&) {
    started.set_value();
    released.get_future().wait();
  });
  started.get_future().wait();

  const int flushes_before = Disk().flushes();
  int acknowledged_on_disk = 0;
  std::promise<void> finished;
  for (int i = 1; i <= kReports; ++i) {
    store_->Put(kWeek, i, "{}", [&, i](const absl::Status& status) {
      acknowledged_on_disk += status.ok() && Disk().everything_is_flushed();
      if (i == kReports) finished.set_value();
    });
  }
  released.set_value();
  finished.get_future().wait();
  EXPECT_EQ(acknowledged_on_disk, kReports);
  EXPECT_EQ(Disk().flushes() - flushes_before, 1);
}

}  // namespace
}  // namespace telemetry
