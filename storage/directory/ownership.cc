#include "storage/directory/ownership.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include <optional>
#include <string>
#include <utility>

#include "absl/functional/function_ref.h"
#include "storage/directory/held_directory.h"
#include "storage/directory/path.h"

namespace telemetry {
namespace {

constexpr uid_t kRoot = 0;
// In a user namespace, such as a container's, everything whose owner is not in it, and so the
// directories above its root's home, seem to belong to this one.
constexpr uid_t kOverflow = 65534;

std::optional<uid_t> OwnerOf(const std::string& path) {
  const At at(path);
  struct stat info;
  if (fstatat(at.directory(), at.name(), &info, 0) != 0) return std::nullopt;
  return info.st_uid;
}

}  // namespace

std::optional<ForeignOwner> FindForeignOwner(const std::string& path) {
  return FindForeignOwner(path, geteuid(), OwnerOf);
}

std::optional<ForeignOwner> FindForeignOwner(
    const std::string& path, uid_t user,
    absl::FunctionRef<std::optional<uid_t>(const std::string& path)> owner_of) {
  std::string directory = path;
  for (bool above = false;; above = true) {
    const std::optional<uid_t> owner = owner_of(directory);
    if (owner.has_value() && *owner != user && *owner != kRoot && !(above && *owner == kOverflow)) {
      return ForeignOwner{directory, *owner};
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
