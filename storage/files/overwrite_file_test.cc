#include "storage/files/overwrite_file.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/files/file.h"
#include "tests/util/child_process.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

using testing::StrEq;

OverwriteResult Overwrite(const std::string& path, const std::string& text) {
  return OverwriteFile(path, text, IfItFails::kUndo, IfItFails::kUndo);
}

class OverwriteFileTest : public testing::Test {
 protected:
  std::string Contents() const { return ReadFile(path_, 4096).value_or("(none)"); }

  const TempDir dir_;
  const std::string path_ = dir_.path() + "/a/b/file";
};

TEST_F(OverwriteFileTest, CreatesTheFileAndItsDirectoryForTheUserAlone) {
  EXPECT_TRUE(Overwrite(path_, "on").ok());
  EXPECT_EQ(Contents(), "on");
  struct stat info;
  ASSERT_EQ(stat(path_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777u, 0600u);
}

TEST_F(OverwriteFileTest, ReplacesLongerAndShorterTextInTheSameFile) {
  ASSERT_TRUE(Overwrite(path_, "a long text").ok());
  struct stat before;
  ASSERT_EQ(stat(path_.c_str(), &before), 0);
  EXPECT_TRUE(Overwrite(path_, "short").ok());
  EXPECT_EQ(Contents(), "short");
  EXPECT_TRUE(Overwrite(path_, "a very long text").ok());
  EXPECT_EQ(Contents(), "a very long text");
  struct stat after;
  ASSERT_EQ(stat(path_.c_str(), &after), 0);
  EXPECT_EQ(after.st_ino, before.st_ino);
}

TEST_F(OverwriteFileTest, WritesThroughASymbolicLink) {
  const std::string real = dir_.path() + "/real";
  ASSERT_TRUE(Overwrite(real, "old").ok());
  ASSERT_EQ(mkdir((dir_.path() + "/a").c_str(), 0700), 0);
  ASSERT_EQ(mkdir((dir_.path() + "/a/b").c_str(), 0700), 0);
  ASSERT_EQ(symlink(real.c_str(), path_.c_str()), 0);
  EXPECT_TRUE(Overwrite(path_, "new").ok());
  EXPECT_EQ(ReadFile(real, 4096).value_or(""), "new");
}

TEST_F(OverwriteFileTest, RefusesADirectoryInItsPlace) {
  ASSERT_TRUE(EnsureDirectory(path_).ok());
  const OverwriteResult result = Overwrite(path_, "on");
  EXPECT_THAT(result.action, StrEq("open"));
  EXPECT_EQ(result.error_number, EISDIR);
  EXPECT_EQ(result.path, path_);
}

TEST_F(OverwriteFileTest, RefusesAFifoInItsPlaceWithoutWaiting) {
  ASSERT_TRUE(EnsureDirectory(dir_.path() + "/a/b").ok());
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
  EXPECT_FALSE(Overwrite(path_, "on").ok());
}

TEST_F(OverwriteFileTest, NamesTheDirectoryThatCannotBeMade) {
  ASSERT_TRUE(Overwrite(dir_.path() + "/a", "a file").ok());
  const OverwriteResult result = Overwrite(path_, "on");
  EXPECT_FALSE(result.ok());
  EXPECT_EQ(result.error_number, ENOTDIR);
}

// Beyond the limit on the size of files a write is refused, as on a full disk.
void LimitFileSize(rlim_t bytes) {
  signal(SIGXFSZ, SIG_IGN);
  const rlimit limit = {.rlim_cur = bytes, .rlim_max = RLIM_INFINITY};
  setrlimit(RLIMIT_FSIZE, &limit);
}

TEST_F(OverwriteFileTest, PutsBackWhatCouldNotBeReplaced) {
  ASSERT_TRUE(Overwrite(path_, "old").ok());
  EXPECT_EQ(RunInChild([&] {
              LimitFileSize(5);
              const OverwriteResult result = Overwrite(path_, "a new text");
              if (result.ok() || result.emptied) abort();
            }),
            0);
  EXPECT_EQ(Contents(), "old");
}

TEST_F(OverwriteFileTest, RemovesANewFileThatCouldNotBeWritten) {
  EXPECT_EQ(RunInChild([&] {
              LimitFileSize(5);
              if (Overwrite(path_, "a new text").ok()) abort();
            }),
            0);
  EXPECT_EQ(Contents(), "(none)");
}

TEST_F(OverwriteFileTest, LeavesWhatItGotToIfToldSo) {
  ASSERT_TRUE(Overwrite(path_, "old").ok());
  EXPECT_EQ(
      RunInChild([&] {
        LimitFileSize(5);
        if (OverwriteFile(path_, "a new text", IfItFails::kUndo, IfItFails::kLeave).ok()) {
          abort();
        }
        if (OverwriteFile(path_ + "2", "new text", IfItFails::kLeave, IfItFails::kUndo).ok()) {
          abort();
        }
      }),
      0);
  EXPECT_EQ(Contents(), "a new");
  EXPECT_EQ(access((path_ + "2").c_str(), F_OK), 0);
}

}  // namespace
}  // namespace telemetry
