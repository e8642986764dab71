#include "storage/directory/ownership.h"

#include <sys/stat.h>
#include <unistd.h>

#include <optional>
#include <string>

#include "gtest/gtest.h"
#include "tests/util/child_process.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

constexpr uid_t kSomebody = 12345;

struct stat Owned(uid_t owner, mode_t mode) {
  struct stat info = {};
  info.st_uid = owner;
  info.st_mode = S_IFREG | mode;
  return info;
}

TEST(OwnershipTest, IsTheUsersIfItBelongsToUserOrRootAndNobodyElseWritesIt) {
  EXPECT_TRUE(OnlyUserCanWrite(Owned(geteuid(), 0600)));
  EXPECT_TRUE(OnlyUserCanWrite(Owned(geteuid(), 0644)));
  EXPECT_TRUE(OnlyUserCanWrite(Owned(0, 0600)));
  EXPECT_FALSE(OnlyUserCanWrite(Owned(kSomebody, 0600)));
  EXPECT_FALSE(OnlyUserCanWrite(Owned(geteuid(), 0660)));
  EXPECT_FALSE(OnlyUserCanWrite(Owned(geteuid(), 0606)));
}

TEST(OwnershipTest, FindsNobodyElseInTheUsersOwnDirectory) {
  const TempDir directory;
  EXPECT_EQ(FindForeignOwner(directory.path()), std::nullopt);
  EXPECT_EQ(FindForeignOwner(directory.path() + "/not/there/yet"), std::nullopt);
}

// Only root can give files away.
class ForeignOwnerTest : public testing::Test {
 protected:
  ForeignOwnerTest() : home_(directory_.path() + "/home"), below_(home_ + "/below") {
    mkdir(home_.c_str(), 0700);
    mkdir(below_.c_str(), 0700);
    is_root_ = geteuid() == 0 && chown(home_.c_str(), kSomebody, kSomebody) == 0;
  }

  TempDir directory_;
  const std::string home_;
  const std::string below_;
  bool is_root_ = false;
};

TEST_F(ForeignOwnerTest, RootFindsWhoseHomeItIsIn) {
  if (!is_root_) GTEST_SKIP() << "only root can try this";
  for (const std::string& path : {home_, below_, below_ + "/not/there/yet"}) {
    const std::optional<ForeignOwner> foreign = FindForeignOwner(path);
    ASSERT_TRUE(foreign.has_value()) << path;
    EXPECT_EQ(foreign->path, home_);
    EXPECT_EQ(foreign->owner, kSomebody);
  }
}

TEST_F(ForeignOwnerTest, OthersFindWhoseDirectoryItIs) {
  if (!is_root_) GTEST_SKIP() << "only root can try this";
  chmod(directory_.path().c_str(), 0755);
  EXPECT_EQ(RunInChild([&] {
              if (seteuid(kSomebody + 1) != 0) _exit(1);
              const bool found = FindForeignOwner(home_).has_value();
              // A directory above is no business of theirs: whoever may write there may write there.
              const bool found_below = FindForeignOwner(home_ + "/not").has_value();
              _exit(found && !found_below ? 0 : 2);
            }),
            0);
}

}  // namespace
}  // namespace telemetry
