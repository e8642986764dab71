#include "storage/sqlite_store/sqlite_store.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/sqlite_store/internal/sqlite.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr absl::CivilDay kWeek(2026, 11, 18);

class SqliteStoreTest : public ::testing::Test {
 protected:
  std::unique_ptr<ReportStore> OpenReports() const { return store_.OpenReports({}).value(); }
  int64_t StoredReports() const { return (*store_.OpenReader())->Count(kWeek).value_or(-1); }

  // What only a program of another version would do.
  absl::Status Execute(const std::string& sql) const {
    return storage_internal::SqliteDatabase::Open(
               path_, {.access = storage_internal::SqliteDatabase::Access::kReadWrite})
        ->Execute(sql);
  }

  const TempDir dir_;
  const std::string path_ = dir_.path() + "/reports.db";
  const SqliteStore store_ = SqliteStore(path_);
};

TEST_F(SqliteStoreTest, LetsOnlyItsOwnerReadTheFiles) {
  const std::unique_ptr<ReportStore> reports = OpenReports();
  ASSERT_THAT(reports->PutAndWait(kWeek, 0.5, "{}"), IsOk());
  std::vector<int> modes;
  for (const auto& entry : std::filesystem::directory_iterator(dir_.path())) {
    struct stat info;
    ASSERT_EQ(stat(entry.path().c_str(), &info), 0);
    modes.push_back(info.st_mode & 0777);
  }
  EXPECT_THAT(modes, AllOf(::testing::SizeIs(3), Each(0600)));
}

TEST_F(SqliteStoreTest, RefusesAFileThatIsNotAStore) {
  std::ofstream(path_) << std::string(10000, 'x');
  EXPECT_THAT(store_.OpenReports({}), StatusIs(absl::StatusCode::kDataLoss, HasSubstr(path_)));
}

TEST_F(SqliteStoreTest, RefusesAMissingDirectory) {
  EXPECT_THAT(SqliteStore(dir_.path() + "/none/reports.db").OpenReports({}),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("/none/reports.db")));
}

TEST_F(SqliteStoreTest, DoesNotFollowASymbolicLink) {
  std::filesystem::create_symlink(dir_.path() + "/elsewhere", path_);
  EXPECT_THAT(store_.OpenReports({}),
              StatusIs(absl::StatusCode::kPermissionDenied, HasSubstr(path_)));
  EXPECT_FALSE(std::filesystem::exists(dir_.path() + "/elsewhere"));
}

TEST_F(SqliteStoreTest, IsUnavailableWhileTooManyFilesAreOpen) {
  rlimit before;
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit none = {0, before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
  const absl::Status status = store_.OpenReports({}).status();
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kUnavailable, HasSubstr(path_)));
}

// Keeps files of this process from growing beyond a limit: to the store, the disk is full.
class FullDisk {
 public:
  explicit FullDisk(rlim_t max_file_bytes) {
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit = {max_file_bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FullDisk() { setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_;
};

TEST_F(SqliteStoreTest, AcknowledgesNothingThatDoesNotFitTheDisk) {
  const std::unique_ptr<ReportStore> reports = OpenReports();
  ASSERT_THAT(reports->PutAndWait(kWeek, 0.1, "{}"), IsOk());
  {
    const FullDisk disk(200'000);
    const absl::Status status = reports->PutAndWait(kWeek, 0.2, std::string(400'000, ' '));
    EXPECT_FALSE(status.ok());
    EXPECT_THAT(std::string(status.message()), HasSubstr(path_));
  }
  EXPECT_EQ(StoredReports(), 1);
  EXPECT_THAT(reports->PutAndWait(kWeek, 0.2, std::string(400'000, ' ')), IsOk());
  EXPECT_EQ(StoredReports(), 2);
}

TEST_F(SqliteStoreTest, ReadsAStoreThatIsClosed) {
  ASSERT_THAT(OpenReports()->PutAndWait(kWeek, 0.1, "{}"), IsOk());
  EXPECT_EQ(StoredReports(), 1);
}

TEST_F(SqliteStoreTest, RefusesToReadAMissingFile) {
  EXPECT_THAT(store_.OpenReader(), StatusIs(absl::StatusCode::kNotFound, HasSubstr(path_)));
  EXPECT_THAT(store_.OpenConfigs(StoreAccess::kReadOnly),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr(path_)));
}

TEST_F(SqliteStoreTest, RefusesADamagedFile) {
  {
    const std::unique_ptr<ReportStore> reports = OpenReports();
    for (int i = 0; i < 100; ++i) {
      ASSERT_THAT(reports->PutAndWait(kWeek, i, std::string(2000, 'x')), IsOk());
    }
  }
  std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(16384);
  file << std::string(16384 * 4, '\xff');
  file.close();
  EXPECT_THAT(
      (*store_.OpenReader())->ForEach(kWeek, [](absl::string_view) { return absl::OkStatus(); }),
      StatusIs(absl::StatusCode::kDataLoss, HasSubstr(path_)));
}

TEST_F(SqliteStoreTest, CreatesTheFileForWhoeverWritesFirst) {
  ASSERT_THAT(store_.OpenConfigs(StoreAccess::kReadWrite), IsOk());
  struct stat info = {};
  ASSERT_EQ(stat(path_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  EXPECT_THAT(store_.OpenReports({}), IsOk());
}

TEST_F(SqliteStoreTest, AddsDropsAllOrNone) {
  const std::unique_ptr<DropCounts> counts = store_.OpenDrops(StoreAccess::kReadWrite).value();
  ASSERT_THAT(Execute("CREATE TRIGGER refuse BEFORE INSERT ON dropped WHEN NEW.version = 'bad'"
                      " BEGIN SELECT raise(FAIL, 'refused'); END"),
              IsOk());
  const DropCount good = {kWeek, "p", "v1", "program", "version", true, 2, 2};
  DropCount bad = good;
  bad.version = "bad";
  EXPECT_THAT(counts->Add({good, bad}), StatusIs(absl::StatusCode::kInternal, HasSubstr(path_)));
  EXPECT_THAT(counts->List(), IsOkAndHolds(IsEmpty()));
  EXPECT_THAT(counts->Add({good}), IsOk());
}

TEST_F(SqliteStoreTest, ReadsAStoreFromBeforeThereWereConfigsAndDrops) {
  (void)OpenReports();
  ASSERT_THAT(Execute("DROP TABLE config; DROP TABLE dropped"), IsOk());
  const std::unique_ptr<ConfigHistory> old = store_.OpenConfigs(StoreAccess::kReadOnly).value();
  EXPECT_THAT(old->NewestNumber(), IsOkAndHolds(0));
  EXPECT_THAT(old->List(10), IsOkAndHolds(IsEmpty()));
  EXPECT_THAT((*store_.OpenDrops(StoreAccess::kReadOnly))->List(), IsOkAndHolds(IsEmpty()));
  ASSERT_THAT((*store_.OpenConfigs(StoreAccess::kReadWrite))
                  ->PutInForce({.version = "v1.0.0", .title = "", .bytes = "one"}),
              IsOk());
  EXPECT_THAT(old->NewestNumber(), IsOkAndHolds(1));
}

}  // namespace
}  // namespace telemetry
