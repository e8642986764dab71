#include "storage/directory/directory.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <string>

#include "storage/directory/held_directory.h"
#include "storage/directory/path.h"

namespace telemetry {
namespace {

bool IsDirectory(const std::string& path) {
  struct stat info;
  const At at(path);
  return fstatat(at.directory(), at.name(), &info, 0) == 0 && S_ISDIR(info.st_mode);
}

}  // namespace

DirectoryResult MakeDirectories(const std::string& path) {
  // First the whole path: what lies above may be on a read-only file system, or where we may not
  // write.
  if (IsDirectory(path)) return {};
  const std::string parent = DirectoryOf(path);
  if (parent != path && parent != ".") {
    DirectoryResult made = MakeDirectories(parent);
    // As a parent, what is there should have been a directory.
    if (made.error_number == EEXIST) made.error_number = ENOTDIR;
    if (!made.ok()) return made;
  }
  const At at(path);
  if (mkdirat(at.directory(), at.name(), 0700) == 0) return {};
  const int error_number = errno;
  // Another process may have been first.
  if (error_number == EEXIST && IsDirectory(path)) return {};
  return {.error_number = error_number, .failed = path};
}

}  // namespace telemetry
