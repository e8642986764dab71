#include "config/prompt/internal/prompt_file.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "config/prompt/prompt_record.h"
#include "gtest/gtest.h"
#include "storage/telemetry_dir.h"
#include "tests/util/child_process.h"
#include "tests/util/temp_dir.h"

namespace telemetry::config_internal {
namespace {

constexpr PromptRecord kRecord{.state = PromptState::kPending,
                               .attempts = 2,
                               .created_unix_seconds = 1'714'521'600,
                               .token = 7,
                               .written_unix_seconds = 1'800'000'000};

class PromptFileTest : public testing::Test {
 protected:
  bool IsThere(const std::string& path) const { return access(path.c_str(), F_OK) == 0; }

  const TempDir home_;
  const TelemetryDir dir_{home_.path()};
  const std::string path_ = PromptRecordPath(dir_);
};

TEST_F(PromptFileTest, ReadsWhatItWroteAndWhen) {
  ASSERT_TRUE(WritePromptRecord(path_, kRecord));
  const FoundPromptRecord found = ReadPromptRecord(path_);
  EXPECT_FALSE(found.unreadable);
  EXPECT_EQ(found.record, kRecord);
}

TEST_F(PromptFileTest, WritesAsAWholeOrNotAtAll) {
  ASSERT_TRUE(WritePromptRecord(path_, kRecord));
  struct stat before;
  ASSERT_EQ(stat(path_.c_str(), &before), 0);
  ASSERT_TRUE(WritePromptRecord(path_, kRecord));
  struct stat after;
  ASSERT_EQ(stat(path_.c_str(), &after), 0);
  // Another file took its name.
  EXPECT_NE(after.st_ino, before.st_ino);
  EXPECT_FALSE(WritePromptRecord(home_.path() + "/none/prompt", kRecord));
}

TEST_F(PromptFileTest, DoesNotEndAProcessThatMayWriteNoFiles) {
  EXPECT_EQ(RunInChild([&] {
              const rlimit none = {.rlim_cur = 0, .rlim_max = 0};
              setrlimit(RLIMIT_FSIZE, &none);
              if (WritePromptRecord(path_, kRecord) || WritePromptAnswer(path_, kRecord)) abort();
            }),
            0);
  EXPECT_FALSE(IsThere(path_));
}

TEST_F(PromptFileTest, HasNoRecordWhereThereIsNoFile) {
  EXPECT_EQ(ReadPromptRecord(path_).record, PromptRecord());
  EXPECT_FALSE(ReadPromptRecord(path_).unreadable);
  EXPECT_FALSE(SaysNo(path_));
}

TEST_F(PromptFileTest, OneHoldsTheLock) {
  {
    const PromptLock lock(dir_);
    EXPECT_TRUE(lock.held());
    EXPECT_EQ(RunInChild([&] {
                // A fork has the lock too; a process that opens it anew has not.
                const PromptLock other(dir_);
                if (other.held() || !other.held_elsewhere()) abort();
              }),
              0);
  }
  EXPECT_FALSE(IsThere(path_ + ".lock"));
  const PromptLock again(dir_);
  EXPECT_TRUE(again.held());
}

TEST_F(PromptFileTest, ADeadProcessHoldsNoLock) {
  const pid_t process = fork();
  if (process == 0) {
    const PromptLock lock(dir_);
    std::ofstream(home_.path() + "/held") << "held";
    while (true) pause();
  }
  while (!IsThere(home_.path() + "/held")) usleep(1000);
  {
    const PromptLock lock(dir_);
    EXPECT_TRUE(lock.held_elsewhere());
  }
  kill(process, SIGKILL);
  ASSERT_EQ(waitpid(process, nullptr, 0), process);
  EXPECT_TRUE(IsThere(path_ + ".lock"));
  const PromptLock lock(dir_);
  EXPECT_TRUE(lock.held());
}

TEST_F(PromptFileTest, NobodyHoldsALockThatCannotBeMade) {
  const PromptLock lock(TelemetryDir(home_.path() + "/none"));
  EXPECT_FALSE(lock.held());
  EXPECT_FALSE(lock.held_elsewhere());
}

}  // namespace
}  // namespace telemetry::config_internal
