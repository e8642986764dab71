#include "storage/files/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "storage/directory/held_directory.h"
#include "storage/errno_error.h"
#include "storage/files/file.h"

namespace telemetry {
namespace {

// The contents of our lock files. Those of Go's uploader are empty.
constexpr absl::string_view kMark = "Locked while a process holds a flock(2) on this file.\n";

// Whether `path` still leads to the file that `fd` has open.
bool IsNamed(int fd, const std::string& path) {
  struct stat opened;
  struct stat named;
  const At at(path);
  return fstat(fd, &opened) == 0 &&
         fstatat(at.directory(), at.name(), &named, AT_SYMLINK_NOFOLLOW) == 0 &&
         opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

// A failure that is not a lock that somebody holds, although it may have its code: ENOLCK, EINTR.
absl::Status Failure(const absl::Status& status) {
  return absl::IsUnavailable(status) ? absl::InternalError(status.message()) : status;
}

absl::StatusOr<bool> HasMark(int fd, const std::string& path) {
  char text[kMark.size()];
  const ssize_t size = pread(fd, text, sizeof text, 0);
  if (size < 0) return Failure(ErrnoError("read lock file", path));
  return absl::string_view(text, static_cast<size_t>(size)) == kMark;
}

// Opens and locks the file at `path`. No descriptor if it does not exist; Unavailable if locked.
absl::StatusOr<UniqueFd> LockFile(const std::string& path) {
  while (true) {
    const At at(path);
    UniqueFd fd(openat(at.directory(), at.name(), O_RDWR | O_NOFOLLOW | O_CLOEXEC));
    if (!fd.valid() && errno == ENOENT) return fd;
    if (!fd.valid()) return Failure(ErrnoError("open lock file", path));
    if (flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
      if (errno == EINTR) continue;
      if (errno == EWOULDBLOCK) {
        return absl::UnavailableError(absl::StrCat("another process holds the lock ", path));
      }
      return Failure(ErrnoError("lock", path));
    }
    // The previous holder may have removed the file between our open and our flock. Then this lock
    // is on a file without a name, and the next process would get another one: start again.
    if (IsNamed(fd.get(), path)) return fd;
  }
}

}  // namespace

absl::StatusOr<FileLock> FileLock::TryAcquire(const std::string& path) {
  while (true) {
    absl::StatusOr<UniqueFd> fd = LockFile(path);
    if (!fd.ok()) return fd.status();
    if (fd->valid()) {
      const absl::StatusOr<bool> is_ours = HasMark(fd->get(), path);
      if (!is_ours.ok()) return is_ours.status();
      if (*is_ours) return FileLock(path, *std::move(fd));
      return absl::UnavailableError(absl::StrCat("another program made the lock ", path));
    }
    const absl::Status created = CreateFileExclusively(path, kMark);
    if (!created.ok() && !absl::IsAlreadyExists(created)) return Failure(created);
  }
}

absl::Status FileLock::RemoveIfFree(const std::string& path) {
  const absl::StatusOr<UniqueFd> fd = LockFile(path);
  if (!fd.ok()) return fd.status();
  return fd->valid() ? RemoveFile(path) : absl::OkStatus();
}

FileLock::~FileLock() {
  // Removed while still locked: whoever opened it before then finds that its name is gone. If
  // somebody has already removed it, the name may belong to another process's lock.
  if (!fd_.valid() || !IsNamed(fd_.get(), path_)) return;
  const At at(path_);
  unlinkat(at.directory(), at.name(), 0);
}

}  // namespace telemetry
