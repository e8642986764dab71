#include "upload/data_dir/data_dir_lock.h"

#include <sys/wait.h>
#include <unistd.h>

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/files/file.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class DataDirLockTest : public ::testing::Test {
 protected:
  absl::StatusOr<DataDirLock> Acquire(DataDirUse use) {
    return DataDirLock::Acquire(directory_.path(), use);
  }

  TempDir directory_;
};

TEST_F(DataDirLockTest, KeepsASecondCollectorOffAndNamesTheFirst) {
  const absl::StatusOr<DataDirLock> first = Acquire(DataDirUse::kAlone);
  ASSERT_THAT(first, IsOk());
  for (const DataDirUse use : {DataDirUse::kAlone, DataDirUse::kShared}) {
    EXPECT_THAT(Acquire(use).status(),
                StatusIs(absl::StatusCode::kFailedPrecondition,
                         AllOf(HasSubstr(directory_.path()),
                               HasSubstr(absl::StrCat("process ", getpid())))));
  }
}

TEST_F(DataDirLockTest, LetsThoseShareItWhoAllWantTo) {
  const absl::StatusOr<DataDirLock> first = Acquire(DataDirUse::kShared);
  EXPECT_THAT(first, IsOk());
  EXPECT_THAT(Acquire(DataDirUse::kShared), IsOk());
  EXPECT_THAT(Acquire(DataDirUse::kAlone).status(),
              StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST_F(DataDirLockTest, IsFreeAgainHoweverItsHolderEnds) {
  std::optional<DataDirLock> first = Acquire(DataDirUse::kAlone).value();
  first.reset();
  const pid_t child = fork();
  if (child == 0) {
    const absl::StatusOr<DataDirLock> lock = Acquire(DataDirUse::kAlone);
    _exit(lock.ok() ? 0 : 1);  // destroys nothing
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_THAT(Acquire(DataDirUse::kAlone), IsOk());
}

TEST_F(DataDirLockTest, TakesNoWordFromAFileThatItDidNotWrite) {
  const std::string path = directory_.path() + "/collector.lock";
  ASSERT_THAT(WriteFileAtomically(path, "\x1b[2J"), IsOk());
  const absl::StatusOr<DataDirLock> first = Acquire(DataDirUse::kShared);
  ASSERT_THAT(first, IsOk());
  ASSERT_EQ(truncate(path.c_str(), 0), 0);
  EXPECT_THAT(Acquire(DataDirUse::kAlone).status(),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("another one")));
}

TEST_F(DataDirLockTest, SaysThatThereIsNoDirectory) {
  EXPECT_THAT(DataDirLock::Acquire("/nonexistent", DataDirUse::kAlone).status(),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("/nonexistent")));
}

}  // namespace
}  // namespace telemetry
