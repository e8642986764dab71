#include "storage/files/file_lock.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "gtest/gtest.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

class FileLockTest : public ::testing::Test {
 protected:
  TempDir dir_;
  const std::string path_ = dir_.path() + "/2026-11-18.json.lock";
};

TEST_F(FileLockTest, HeldLockIsUnavailable) {
  const absl::StatusOr<FileLock> lock = FileLock::TryAcquire(path_);
  ASSERT_THAT(lock, IsOk());
  EXPECT_THAT(FileLock::TryAcquire(path_), StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(FileLockTest, ReleaseRemovesTheFileAndLetsTheNextIn) {
  { ASSERT_THAT(FileLock::TryAcquire(path_), IsOk()); }
  EXPECT_NE(access(path_.c_str(), F_OK), 0);
  EXPECT_THAT(FileLock::TryAcquire(path_), IsOk());
}

TEST_F(FileLockTest, MovingKeepsTheLock) {
  absl::StatusOr<FileLock> lock = FileLock::TryAcquire(path_);
  ASSERT_THAT(lock, IsOk());
  std::optional<FileLock> moved(*std::move(lock));
  EXPECT_THAT(FileLock::TryAcquire(path_), StatusIs(absl::StatusCode::kUnavailable));
  moved.reset();
  EXPECT_THAT(FileLock::TryAcquire(path_), IsOk());
}

TEST_F(FileLockTest, FileThatADeadProcessLeftIsNoObstacle) {
  int ready[2];
  ASSERT_EQ(pipe(ready), 0);
  const pid_t child = fork();
  if (child == 0) {
    const absl::StatusOr<FileLock> lock = FileLock::TryAcquire(path_);
    (void)!write(ready[1], lock.ok() ? "y" : "n", 1);
    while (true) pause();
  }
  char answer = 0;
  ASSERT_EQ(read(ready[0], &answer, 1), 1);
  ASSERT_EQ(answer, 'y');
  EXPECT_THAT(FileLock::TryAcquire(path_), StatusIs(absl::StatusCode::kUnavailable));
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  EXPECT_EQ(access(path_.c_str(), F_OK), 0);
  EXPECT_THAT(FileLock::TryAcquire(path_), IsOk());
  close(ready[0]);
  close(ready[1]);
}

TEST_F(FileLockTest, LeavesTheLockOfWhoeverCameInOnceItsOwnFileWasRemoved) {
  absl::StatusOr<FileLock> first = FileLock::TryAcquire(path_);
  ASSERT_THAT(first, IsOk());
  std::optional<FileLock> held(*std::move(first));
  ASSERT_EQ(unlink(path_.c_str()), 0);
  const absl::StatusOr<FileLock> second = FileLock::TryAcquire(path_);
  ASSERT_THAT(second, IsOk());
  held.reset();
  EXPECT_THAT(FileLock::TryAcquire(path_), StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(FileLockTest, IsHeldWhileTheFileIsOneThatGoMade) {
  std::ofstream(path_).close();
  EXPECT_THAT(FileLock::TryAcquire(path_), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_EQ(access(path_.c_str(), F_OK), 0);
}

TEST_F(FileLockTest, RemovesOnlyALockThatNoProcessHolds) {
  {
    const absl::StatusOr<FileLock> lock = FileLock::TryAcquire(path_);
    ASSERT_THAT(lock, IsOk());
    EXPECT_THAT(FileLock::RemoveIfFree(path_), StatusIs(absl::StatusCode::kUnavailable));
    EXPECT_EQ(access(path_.c_str(), F_OK), 0);
  }
  EXPECT_THAT(FileLock::RemoveIfFree(path_), IsOk());
  std::ofstream(path_).close();
  EXPECT_THAT(FileLock::RemoveIfFree(path_), IsOk());
  EXPECT_NE(access(path_.c_str(), F_OK), 0);
}

TEST_F(FileLockTest, NeverLetsTwoInAtOnceHoweverOftenTheFileIsRemoved) {
  // Abseil builds its table of error texts at the first error. The thread sanitizer does not see how
  // that is synchronized, so the first error comes before the threads.
  ASSERT_FALSE(FileLock::TryAcquire(dir_.path() + "/none/x.lock").ok());
  std::atomic<int> holders{0};
  std::atomic<int> acquired{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      while (acquired.load() < 500) {
        const absl::StatusOr<FileLock> lock = FileLock::TryAcquire(path_);
        if (!lock.ok()) continue;
        EXPECT_EQ(holders.fetch_add(1), 0);
        acquired.fetch_add(1);
        holders.fetch_sub(1);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST_F(FileLockTest, SaysWhyALockCannotBeTaken) {
  EXPECT_THAT(FileLock::TryAcquire(dir_.path() + "/none/x.lock"),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(FileLockTest, FollowsNoSymbolicLink) {
  ASSERT_EQ(symlink("elsewhere", path_.c_str()), 0);
  EXPECT_FALSE(FileLock::TryAcquire(path_).ok());
  EXPECT_NE(access((dir_.path() + "/elsewhere").c_str(), F_OK), 0);
}

}  // namespace
}  // namespace telemetry
