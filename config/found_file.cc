#include "config/found_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstddef>
#include <string>

#include "storage/directory/held_directory.h"
#include "storage/directory/ownership.h"
#include "storage/unique_fd.h"

namespace telemetry {
namespace {

constexpr size_t kMaxFileSizeBytes = 4096;

FoundFile ReadSmallFile(const std::string& path) {
  FoundFile file;
  file.path = path;
  // O_NONBLOCK: opening a FIFO in the file's place must not block the program.
  const At at(path);
  const UniqueFd fd(
      openat(at.directory(), at.name(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!fd.valid()) {
    const bool absent = errno == ENOENT || errno == ENOTDIR;
    file.state = absent ? FoundFile::State::kAbsent : FoundFile::State::kUnreadable;
    return file;
  }
  file.state = FoundFile::State::kUnreadable;
  struct stat info;
  if (fstat(fd.get(), &info) == 0 && S_ISREG(info.st_mode)) {
    char buffer[kMaxFileSizeBytes + 1];
    const ssize_t size = read(fd.get(), buffer, sizeof(buffer));
    if (size >= 0 && static_cast<size_t>(size) <= kMaxFileSizeBytes) {
      file.state = FoundFile::State::kRead;
      file.contents.assign(buffer, static_cast<size_t>(size));
      file.modified_unix_seconds = info.st_mtim.tv_sec;
      file.is_trusted = OnlyUserCanWrite(info);
    }
  }
  return file;
}

int Examine(const std::string& path, int flags, struct stat& info) {
  const At at(path);
  return fstatat(at.directory(), at.name(), &info, flags);
}

// The type (S_IFMT) of the first of `path`, its directory, the directory above that and so on that
// exists. A link has the type of its target, or S_IFLNK if it dangles. 0 if it cannot be examined.
mode_t TypeOfWhatExists(std::string path) {
  struct stat info;
  while (Examine(path, AT_SYMLINK_NOFOLLOW, info) != 0) {
    if (errno != ENOENT && errno != ENOTDIR) return 0;
    const size_t slash = path.rfind('/');
    if (slash == std::string::npos || slash == 0) return S_IFDIR;
    path.resize(slash);
  }
  struct stat target;
  if (S_ISLNK(info.st_mode) && Examine(path, 0, target) == 0) return target.st_mode & S_IFMT;
  return info.st_mode & S_IFMT;
}

}  // namespace

FoundFile FindUserFile(const std::string& path) {
  FoundFile file = ReadSmallFile(path);
  if (file.state == FoundFile::State::kAbsent && TypeOfWhatExists(path) == S_IFLNK) {
    file.state = FoundFile::State::kUnreadable;
  }
  return file;
}

FoundFile FindPolicyFile(const std::string& path) {
  FoundFile file = ReadSmallFile(path);
  if (file.state == FoundFile::State::kAbsent && TypeOfWhatExists(path) != S_IFDIR) {
    file.state = FoundFile::State::kUnreadable;
  }
  return file;
}

}  // namespace telemetry
