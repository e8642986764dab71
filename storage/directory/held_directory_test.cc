#include "storage/directory/held_directory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "storage/directory/directory.h"
#include "storage/directory/flush_directory.h"
#include "storage/directory/is_there.h"
#include "storage/directory/ownership.h"
#include "storage/files/file.h"
#include "storage/files/file_lock.h"
#include "storage/files/overwrite_file.h"
#include "storage/files/rename_to_new_name.h"
#include "tests/util/somebody_else.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

// A directory, and another one that takes its place.
class HeldDirectoryTest : public testing::Test {
 protected:
  HeldDirectoryTest() {
    mkdir(path_.c_str(), 0700);
    mkdir(other_.c_str(), 0700);
    EXPECT_THAT(WriteFileAtomically(path_ + "/mine", "mine"), IsOk());
    EXPECT_THAT(WriteFileAtomically(other_ + "/theirs", "theirs"), IsOk());
  }

  // Puts a symbolic link to the other directory where the first one was.
  void Swap() {
    ASSERT_EQ(rename(path_.c_str(), away_.c_str()), 0);
    ASSERT_EQ(symlink(other_.c_str(), path_.c_str()), 0);
  }

  static std::vector<std::string> In(const std::string& path) {
    return ListDirectory(path).value_or(std::vector<std::string>{"(none)"});
  }

  const TempDir temp_dir_;
  const std::string path_ = temp_dir_.path() + "/telemetry";
  const std::string other_ = temp_dir_.path() + "/other";
  const std::string away_ = temp_dir_.path() + "/away";
};

TEST_F(HeldDirectoryTest, LeadsToTheDirectoryThatWasThere) {
  const HeldDirectory held(path_ + "/");
  EXPECT_EQ(held.error_number(), 0);
  Swap();
  EXPECT_EQ(In(path_), std::vector<std::string>{"mine"});
  EXPECT_THAT(ReadFile(path_ + "/mine", 10), IsOkAndHolds("mine"));
  EXPECT_THAT(IsThere(path_ + "/theirs"), IsOkAndHolds(false));
}

TEST_F(HeldDirectoryTest, EndsWithItsScope) {
  { const HeldDirectory held(path_); }
  Swap();
  EXPECT_EQ(In(path_), std::vector<std::string>{"theirs"});
}

TEST_F(HeldDirectoryTest, ChangesNothingInWhatTookItsPlace) {
  const HeldDirectory held(path_);
  Swap();
  const std::string file = path_ + "/a";
  EXPECT_THAT(WriteFileAtomically(file, "a"), IsOk());
  EXPECT_THAT(CreateFileExclusively(path_ + "/b", "b"), IsOk());
  EXPECT_THAT(EnsureDirectory(path_ + "/below/it"), IsOk());
  EXPECT_THAT(FlushDirectory(path_), IsOk());
  EXPECT_THAT(Rename(file, path_ + "/below/it/a"), IsOk());
  EXPECT_EQ(RenameToNewName((path_ + "/b").c_str(), (path_ + "/c").c_str()), 0);
  EXPECT_TRUE(OverwriteFile(path_ + "/mode", "on", IfItFails::kUndo, IfItFails::kUndo).ok());
  EXPECT_TRUE(OverwriteFile(path_ + "/mode", "off", IfItFails::kUndo, IfItFails::kUndo).ok());
  {
    const absl::StatusOr<FileLock> lock = FileLock::TryAcquire(path_ + "/lock");
    EXPECT_THAT(lock, IsOk());
    EXPECT_THAT(IsThere(away_ + "/lock"), IsOkAndHolds(true));
  }
  EXPECT_EQ(In(away_), (std::vector<std::string>{"below", "c", "mine", "mode"}));
  EXPECT_THAT(RemoveFile(path_ + "/mode"), IsOk());
  EXPECT_THAT(RemoveFile(path_ + "/below/it/a"), IsOk());
  EXPECT_THAT(RemoveDirectory(path_ + "/below/it"), IsOk());
  EXPECT_THAT(RemoveFile(path_ + "/theirs"), IsOk());
  EXPECT_EQ(In(away_), (std::vector<std::string>{"below", "c", "mine"}));
  EXPECT_EQ(In(other_), std::vector<std::string>{"theirs"});
}

TEST_F(HeldDirectoryTest, MessagesNameThePathThatWasGiven) {
  const HeldDirectory held(path_);
  EXPECT_EQ(ReadFile(path_ + "/not", 10).status().message(),
            "cannot open " + path_ + "/not: No such file or directory");
}

TEST_F(HeldDirectoryTest, LeavesOtherPathsAlone) {
  const HeldDirectory held(path_);
  Swap();
  EXPECT_EQ(In(other_), std::vector<std::string>{"theirs"});
  // One that begins alike.
  EXPECT_THAT(EnsureDirectory(path_ + "2"), IsOk());
  EXPECT_EQ(In(temp_dir_.path()),
            (std::vector<std::string>{"away", "other", "telemetry", "telemetry2"}));
}

TEST_F(HeldDirectoryTest, HoldsADirectoryOfTheOneThatIsHeld) {
  EXPECT_THAT(EnsureDirectory(path_ + "/below"), IsOk());
  const HeldDirectory held(path_);
  Swap();
  const HeldDirectory below(path_ + "/below");
  EXPECT_EQ(below.error_number(), 0);
  EXPECT_EQ(rename((away_ + "/below").c_str(), (away_ + "/moved").c_str()), 0);
  EXPECT_THAT(WriteFileAtomically(path_ + "/below/a", "a"), IsOk());
  EXPECT_EQ(In(away_ + "/moved"), std::vector<std::string>{"a"});
  EXPECT_EQ(In(path_), (std::vector<std::string>{"mine", "moved"}));
}

TEST_F(HeldDirectoryTest, CannotHoldWhatIsNotThere) {
  const HeldDirectory held(path_ + "/not");
  EXPECT_EQ(held.error_number(), ENOENT);
  EXPECT_THAT(EnsureDirectory(path_ + "/not"), IsOk());
  EXPECT_EQ(In(path_ + "/not"), std::vector<std::string>{});
}

TEST_F(HeldDirectoryTest, IsTheThreadsUnlessAnotherInheritsIt) {
  const HeldDirectory held(path_);
  Swap();
  std::vector<std::string> without;
  std::vector<std::string> with;
  std::thread([&, outer = HeldDirectory::OfThisThread()] {
    without = In(path_);
    const HeldDirectory::Inherited inherited(outer);
    with = In(path_);
  }).join();
  EXPECT_EQ(without, std::vector<std::string>{"theirs"});
  EXPECT_EQ(with, std::vector<std::string>{"mine"});
}

TEST_F(HeldDirectoryTest, ItsOwnerIsAskedForAndNotWhoseTookItsPlace) {
  EXPECT_EQ(RunBesideSomebodyElse(other_,
                                  [this](const std::string& foreign) {
                                    {
                                      const HeldDirectory held(path_);
                                      rename(path_.c_str(), away_.c_str());
                                      if (symlink(foreign.c_str(), path_.c_str()) != 0) _exit(1);
                                      if (FindForeignOwner(path_).has_value()) _exit(2);
                                    }
                                    _exit(FindForeignOwner(path_).has_value() ? 0 : 3);
                                  }),
            0);
}

}  // namespace
}  // namespace telemetry
