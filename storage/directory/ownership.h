// Whose a file or directory is, for programs that must not take somebody else's word.
//
//   if (const std::optional<ForeignOwner> foreign = FindForeignOwner(path)) return;  // not ours
//   if (fstat(fd, &info) == 0 && OnlyUserCanWrite(info)) Believe(fd);
//
// "The user" is the effective user of this process. What belongs to root counts as the user's: root
// can change everything anyway. Without absl::Status, for programs that count. Thread-safe.

#ifndef STORAGE_DIRECTORY_OWNERSHIP_H_
#define STORAGE_DIRECTORY_OWNERSHIP_H_

#include <sys/stat.h>
#include <sys/types.h>

#include <optional>
#include <string>

#include "absl/functional/function_ref.h"

namespace telemetry {

// A directory and its owner, who is neither the user nor root.
struct ForeignOwner {
  std::string path;
  uid_t owner;
};

// Who else owns the directory at `path`, if it exists. If the user is root, also who owns any
// directory above it, so that root makes nothing in somebody else's home. nullopt if nobody does,
// and if the owner cannot be told. Costs two system calls if the user is not root, else one more for
// each directory.
std::optional<ForeignOwner> FindForeignOwner(const std::string& path);

// The same for `user`, with `owner_of` to ask for the owner of a path, empty if that cannot be told.
// Pure.
std::optional<ForeignOwner> FindForeignOwner(
    const std::string& path, uid_t user,
    absl::FunctionRef<std::optional<uid_t>(const std::string& path)> owner_of);

// Whether a file or directory belongs to the user or to root, and nobody else can write it.
bool OnlyUserCanWrite(const struct stat& info);

}  // namespace telemetry

#endif  // STORAGE_DIRECTORY_OWNERSHIP_H_
