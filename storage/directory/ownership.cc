#include "storage/directory/ownership.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include <optional>
#include <string>
#include <utility>

#include "storage/directory/held_directory.h"
#include "storage/directory/path.h"

namespace telemetry {
namespace {

constexpr uid_t kRoot = 0;
// In a user namespace, such as a container's, everything whose owner is not in it, and so the
// directories above its root's home, seem to belong to this one.
constexpr uid_t kOverflow = 65534;

}  // namespace

std::optional<ForeignOwner> FindForeignOwner(const std::string& path) {
  const uid_t user = geteuid();
  std::string directory = path;
  for (bool above = false;; above = true) {
    struct stat info;
    const At at(directory);
    if (fstatat(at.directory(), at.name(), &info, 0) == 0 && info.st_uid != user &&
        info.st_uid != kRoot && !(above && info.st_uid == kOverflow)) {
      return ForeignOwner{directory, info.st_uid};
    }
    if (user != kRoot) return std::nullopt;
    std::string parent = DirectoryOf(directory);
    if (parent == directory || parent == ".") return std::nullopt;
    directory = std::move(parent);
  }
}

bool OnlyUserCanWrite(const struct stat& info) {
  return (info.st_uid == kRoot || info.st_uid == geteuid()) &&
         (info.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

}  // namespace telemetry
