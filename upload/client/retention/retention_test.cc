#include "upload/client/retention/retention.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cstdio>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/files/file.h"
#include "storage/files/file_lock.h"
#include "storage/telemetry_dir.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const absl::Time kNow = absl::FromCivil(absl::CivilHour(2026, 11, 22, 12), absl::UTCTimeZone());

class RemoveExpiredFilesTest : public ::testing::Test {
 protected:
  void Put(absl::string_view name) {
    ASSERT_THAT(EnsureDirectory(dir_.local_dir()), IsOk());
    ASSERT_THAT(WriteFileAtomically(dir_.path() + "/" + std::string(name), "x"), IsOk());
  }

  const TempDir temp_;
  const TelemetryDir dir_{temp_.path()};
};

TEST_F(RemoveExpiredFilesTest, RemovesFromTheDirectory) {
  Put("local/local.2026-11-18.json");
  Put("local/local.2026-11-11.json");
  Put("local/local.2024-11-18.json");
  EXPECT_THAT(RemoveExpiredFiles(dir_, {}, kNow),
              IsOkAndHolds(ElementsAre("local/local.2024-11-18.json")));
  EXPECT_THAT(*ListDirectory(dir_.local_dir()),
              ElementsAre("local.2026-11-11.json", "local.2026-11-18.json"));
}

TEST_F(RemoveExpiredFilesTest, DoesNotFollowDirectoriesAndLinks) {
  ASSERT_THAT(EnsureDirectory(dir_.local_dir() + "/old.corrupt"), IsOk());
  EXPECT_THAT(RemoveExpiredFiles(dir_, {.put_aside_age = -absl::InfiniteDuration()}, kNow),
              IsOkAndHolds(IsEmpty()));
}

TEST_F(RemoveExpiredFilesTest, RemovesALockOnlyIfNobodyHoldsIt) {
  ASSERT_THAT(EnsureDirectory(dir_.upload_dir()), IsOk());
  Put("upload/2026-11-18.json.lock");
  const auto held = FileLock::TryAcquire(dir_.local_dir() + "/report.lock");
  ASSERT_THAT(held, IsOk());
  EXPECT_THAT(RemoveExpiredFiles(dir_, {.leftover_age = -absl::InfiniteDuration()}, kNow),
              IsOkAndHolds(ElementsAre("upload/2026-11-18.json.lock")));
  EXPECT_THAT(*ListDirectory(dir_.local_dir()), ElementsAre("report.lock"));
}

TEST_F(RemoveExpiredFilesTest, CountsTheAgeOfADamagedFileFromWhenItWasPutAside) {
  Put("local/x.v1.count");
  const std::string path = dir_.local_dir() + "/x.v1.count";
  const timespec long_ago[2] = {};
  ASSERT_EQ(utimensat(AT_FDCWD, path.c_str(), long_ago, 0), 0);
  ASSERT_EQ(rename(path.c_str(), (path + ".corrupt").c_str()), 0);
  EXPECT_THAT(RemoveExpiredFiles(dir_, {}, absl::Now()), IsOkAndHolds(IsEmpty()));
}

TEST_F(RemoveExpiredFilesTest, HasNothingToDoWithoutADirectory) {
  EXPECT_THAT(RemoveExpiredFiles(TelemetryDir(temp_.path() + "/none"), {}, kNow),
              IsOkAndHolds(IsEmpty()));
}

}  // namespace
}  // namespace telemetry
