#include "storage/sqlite_store/store_probe.h"

#include <signal.h>
#include <sys/resource.h>

#include <fstream>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "gtest/gtest.h"
#include "storage/sqlite_store/sqlite_store.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

constexpr absl::CivilDay kWeek(2026, 11, 18);

class StoreProbeTest : public ::testing::Test {
 protected:
  const TempDir directory_;
  const std::string path_ = directory_.path() + "/reports.db";
};

TEST_F(StoreProbeTest, SaysThatAStoreCanBeWrittenToAndChangesNothing) {
  const std::unique_ptr<ReportStore> store = SqliteStore(path_).OpenReports({}).value();
  ASSERT_THAT(store->PutAndWait(kWeek, 0.5, "{}"), IsOk());
  EXPECT_THAT(ProbeStore(path_), IsOk());
  EXPECT_THAT((*SqliteStore(path_).OpenReader())->Count(kWeek), IsOkAndHolds(1));
  EXPECT_THAT(store->PutAndWait(kWeek, 0.25, "{}"), IsOk());
}

TEST_F(StoreProbeTest, SaysThatTheDiskIsFull) {
  const std::unique_ptr<ReportStore> store = SqliteStore(path_).OpenReports({}).value();
  ASSERT_THAT(store->PutAndWait(kWeek, 0.5, "{}"), IsOk());
  // A full disk, as far as this process is concerned.
  signal(SIGXFSZ, SIG_IGN);
  const rlimit none = {.rlim_cur = 1, .rlim_max = RLIM_INFINITY};
  rlimit before;
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &none), 0);
  EXPECT_THAT(ProbeStore(path_), StatusIs(absl::StatusCode::kUnavailable));
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
  EXPECT_THAT(ProbeStore(path_), IsOk());
}

TEST_F(StoreProbeTest, RefusesWhatIsNoStore) {
  EXPECT_THAT(ProbeStore(path_), StatusIs(absl::StatusCode::kNotFound));
  std::ofstream(path_) << "no database, but some text";
  EXPECT_THAT(ProbeStore(path_), StatusIs(absl::StatusCode::kDataLoss));
}

}  // namespace
}  // namespace telemetry
