#include "storage/directory/ownership.h"

#include <sys/stat.h>
#include <unistd.h>

#include <map>
#include <optional>
#include <string>

#include "gtest/gtest.h"
#include "tests/util/somebody_else.h"
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

// Who owns /home/u/.config/t, to `user`, if these are the owners of it and of what is above it: "PATH:
// OWNER", or "" if nobody else does.
std::string ForeignOwnerFor(uid_t user, const std::map<std::string, uid_t>& owners) {
  const std::optional<ForeignOwner> foreign = FindForeignOwner(
      "/home/u/.config/t", user, [&](const std::string& path) -> std::optional<uid_t> {
        const auto owner = owners.find(path);
        if (owner == owners.end()) return std::nullopt;
        return owner->second;
      });
  return foreign.has_value() ? foreign->path + ": " + std::to_string(foreign->owner) : "";
}

constexpr uid_t kUser = 1000;
// As which in a user namespace everybody appears who is not in it.
constexpr uid_t kNobody = 65534;

TEST(ForeignOwnerTest, IsWhoeverOwnsTheDirectoryAndIsNeitherTheUserNorRoot) {
  EXPECT_EQ(ForeignOwnerFor(kUser, {{"/home/u/.config/t", kUser}}), "");
  EXPECT_EQ(ForeignOwnerFor(kUser, {{"/home/u/.config/t", 0}}), "");
  EXPECT_EQ(ForeignOwnerFor(kUser, {{"/home/u/.config/t", kSomebody}}), "/home/u/.config/t: 12345");
  EXPECT_EQ(ForeignOwnerFor(kUser, {{"/home/u/.config/t", kNobody}}), "/home/u/.config/t: 65534");
}

// Whoever may write in a directory above may write there.
TEST(ForeignOwnerTest, IsForAUserNobodyWhoOwnsADirectoryAbove) {
  EXPECT_EQ(ForeignOwnerFor(kUser, {{"/home/u", kSomebody}}), "");
}

TEST(ForeignOwnerTest, IsForRootAlsoWhoeverOwnsADirectoryAbove) {
  EXPECT_EQ(ForeignOwnerFor(0, {{"/home/u", 0}, {"/", 0}}), "");
  EXPECT_EQ(ForeignOwnerFor(0, {{"/home/u/.config/t", 0}, {"/home/u", kUser}}), "/home/u: 1000");
  EXPECT_EQ(ForeignOwnerFor(0, {{"/home/u/.config", kUser}}), "/home/u/.config: 1000");
}

TEST(ForeignOwnerTest, IsForRootOfAContainerNobodyOutsideIt) {
  EXPECT_EQ(ForeignOwnerFor(0, {{"/home/u", kNobody}, {"/", kNobody}}), "");
  EXPECT_EQ(ForeignOwnerFor(0, {{"/home/u/.config/t", kNobody}}), "/home/u/.config/t: 65534");
}

TEST(ForeignOwnerTest, IsFoundOnTheDisk) {
  const TempDir directory;
  EXPECT_EQ(RunBesideSomebodyElse(directory.path(),
                                  [](const std::string& foreign) {
                                    const auto found = FindForeignOwner(foreign);
                                    _exit(found.has_value() && found->path == foreign ? 0 : 1);
                                  }),
            0);
}

}  // namespace
}  // namespace telemetry
