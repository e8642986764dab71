#include "storage/files/file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

mode_t PermissionsOf(const std::string& path) {
  struct stat info;
  EXPECT_EQ(lstat(path.c_str(), &info), 0) << path;
  return info.st_mode & 07777;
}

class AtomicFileTest : public ::testing::Test {
 protected:
  std::string Path(const std::string& name) const { return dir_.path() + "/" + name; }

  TempDir dir_;
};

TEST_F(AtomicFileTest, RenamesInPlaceOfAnotherFile) {
  ASSERT_THAT(WriteFileAtomically(Path("new"), "new"), IsOk());
  ASSERT_THAT(WriteFileAtomically(Path("old"), "old"), IsOk());
  ASSERT_THAT(Rename(Path("new"), Path("old")), IsOk());
  EXPECT_THAT(ReadFile(Path("old"), 100), IsOkAndHolds("new"));
  EXPECT_THAT(Rename(Path("new"), Path("old")),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr(Path("new"))));
}

TEST_F(AtomicFileTest, RemovesOnlyEmptyDirectories) {
  ASSERT_THAT(EnsureDirectory(Path("d")), IsOk());
  ASSERT_THAT(WriteFileAtomically(Path("d/f"), "f"), IsOk());
  EXPECT_FALSE(RemoveDirectory(Path("d")).ok());
  ASSERT_THAT(RemoveFile(Path("d/f")), IsOk());
  EXPECT_THAT(RemoveDirectory(Path("d")), IsOk());
  EXPECT_THAT(RemoveDirectory(Path("d")), IsOk());
}

TEST_F(AtomicFileTest, ReadsBackWhatItWrote) {
  const std::string contents("a\0b\n", 4);
  ASSERT_THAT(WriteFileAtomically(Path("f"), contents), IsOk());
  EXPECT_THAT(ReadFile(Path("f"), 100), IsOkAndHolds(contents));
}

TEST_F(AtomicFileTest, OnlyTheUserCanReadWhatItWrote) {
  ASSERT_THAT(WriteFileAtomically(Path("f"), "x"), IsOk());
  EXPECT_EQ(PermissionsOf(Path("f")), 0600);
}

TEST_F(AtomicFileTest, WritingReplacesAndLeavesNothingElse) {
  ASSERT_THAT(WriteFileAtomically(Path("f"), "old"), IsOk());
  ASSERT_THAT(WriteFileAtomically(Path("f"), "new"), IsOk());
  EXPECT_THAT(ReadFile(Path("f"), 100), IsOkAndHolds("new"));
  EXPECT_THAT(ListDirectory(dir_.path()), IsOkAndHolds(ElementsAre("f")));
}

TEST_F(AtomicFileTest, WritingReplacesSymbolicLinkAndNotItsTarget) {
  ASSERT_THAT(WriteFileAtomically(Path("target"), "target"), IsOk());
  ASSERT_EQ(symlink("target", Path("link").c_str()), 0);
  ASSERT_THAT(WriteFileAtomically(Path("link"), "new"), IsOk());
  EXPECT_THAT(ReadFile(Path("target"), 100), IsOkAndHolds("target"));
  EXPECT_THAT(ReadFile(Path("link"), 100), IsOkAndHolds("new"));
}

TEST_F(AtomicFileTest, FailedWriteNamesTheFileAndTheReason) {
  EXPECT_THAT(WriteFileAtomically(Path("none/f"), "x"),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("none/f")));
}

TEST_F(AtomicFileTest, ExclusiveCreateTakesNoNameThatIsThere) {
  ASSERT_THAT(CreateFileExclusively(Path("f"), "first"), IsOk());
  EXPECT_THAT(CreateFileExclusively(Path("f"), "second"),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("/f")));
  EXPECT_THAT(ReadFile(Path("f"), 100), IsOkAndHolds("first"));
  EXPECT_THAT(ListDirectory(dir_.path()), IsOkAndHolds(ElementsAre("f")));
}

TEST_F(AtomicFileTest, ExclusiveCreateTakesDanglingLinkForAFile) {
  ASSERT_EQ(symlink("nowhere", Path("f").c_str()), 0);
  EXPECT_THAT(CreateFileExclusively(Path("f"), "x"), StatusIs(absl::StatusCode::kAlreadyExists));
}

TEST_F(AtomicFileTest, OfManyExclusiveCreatorsOneWins) {
  std::vector<absl::Status> results(8);
  std::vector<std::thread> threads;
  for (absl::Status& result : results) {
    threads.emplace_back([&] { result = CreateFileExclusively(Path("f"), "x"); });
  }
  for (std::thread& thread : threads) thread.join();
  int winners = 0;
  for (const absl::Status& result : results) {
    winners += result.ok();
    if (!result.ok()) {
      EXPECT_THAT(result, StatusIs(absl::StatusCode::kAlreadyExists));
    }
  }
  EXPECT_EQ(winners, 1);
}

TEST_F(AtomicFileTest, ReadsUpToTheBoundAndNotBeyond) {
  ASSERT_THAT(WriteFileAtomically(Path("f"), "12345"), IsOk());
  EXPECT_THAT(ReadFile(Path("f"), 5), IsOkAndHolds("12345"));
  EXPECT_THAT(ReadFile(Path("f"), 4),
              StatusIs(absl::StatusCode::kOutOfRange, HasSubstr("more than 4 bytes")));
}

TEST_F(AtomicFileTest, ReadsFileWhoseSizeTheSystemDoesNotTell) {
  EXPECT_THAT(ReadFile("/proc/self/status", 1 << 20), IsOkAndHolds(HasSubstr("Pid:")));
}

TEST_F(AtomicFileTest, ReadsOnlyRegularFiles) {
  ASSERT_EQ(mkfifo(Path("fifo").c_str(), 0600), 0);
  EXPECT_THAT(ReadFile(Path("fifo"), 9), StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(ReadFile(dir_.path(), 9), StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(ReadFile(Path("none"), 9), StatusIs(absl::StatusCode::kNotFound, HasSubstr("/none")));
}

TEST_F(AtomicFileTest, MakesMissingParentsForTheUserAlone) {
  ASSERT_THAT(EnsureDirectory(Path("a/b/c")), IsOk());
  EXPECT_EQ(PermissionsOf(Path("a")), 0700);
  EXPECT_EQ(PermissionsOf(Path("a/b/c")), 0700);
}

TEST_F(AtomicFileTest, LeavesDirectoryThatIsThereAsItIs) {
  ASSERT_EQ(mkdir(Path("d").c_str(), 0755), 0);
  EXPECT_THAT(EnsureDirectory(Path("d")), IsOk());
  EXPECT_EQ(PermissionsOf(Path("d")), 0755);
}

TEST_F(AtomicFileTest, RefusesDirectoryWhoseNameIsTakenByAFile) {
  ASSERT_THAT(WriteFileAtomically(Path("f"), "x"), IsOk());
  EXPECT_THAT(EnsureDirectory(Path("f")), StatusIs(absl::StatusCode::kAlreadyExists));
  EXPECT_FALSE(EnsureDirectory(Path("f/d")).ok());
}

TEST_F(AtomicFileTest, RefusesDirectoryWhoseNameIsADanglingLink) {
  ASSERT_EQ(symlink("nowhere", Path("d").c_str()), 0);
  EXPECT_THAT(EnsureDirectory(Path("d")), StatusIs(absl::StatusCode::kAlreadyExists));
}

TEST_F(AtomicFileTest, RemovesFileOnceAndForAll) {
  ASSERT_THAT(WriteFileAtomically(Path("f"), "x"), IsOk());
  EXPECT_THAT(RemoveFile(Path("f")), IsOk());
  EXPECT_THAT(RemoveFile(Path("f")), IsOk());
  EXPECT_FALSE(RemoveFile(dir_.path()).ok());
}

TEST_F(AtomicFileTest, ListsNamesInOrder) {
  for (const char* name : {"b", "a", ".c"}) {
    ASSERT_THAT(WriteFileAtomically(Path(name), ""), IsOk());
  }
  EXPECT_THAT(ListDirectory(dir_.path()), IsOkAndHolds(ElementsAre(".c", "a", "b")));
  EXPECT_THAT(ListDirectory(Path("none")), StatusIs(absl::StatusCode::kNotFound));
}

}  // namespace
}  // namespace telemetry
