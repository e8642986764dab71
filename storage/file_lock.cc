#include "storage/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "storage/internal/errno_error.h"

namespace telemetry {
namespace {

// Whether `path` still leads to the file that `fd` has open.
bool IsNamed(int fd, const std::string& path) {
  struct stat opened;
  struct stat named;
  return fstat(fd, &opened) == 0 && lstat(path.c_str(), &named) == 0 &&
         opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

}  // namespace

absl::StatusOr<FileLock> FileLock::TryAcquire(const std::string& path) {
  while (true) {
    UniqueFd fd(open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!fd.valid()) return ErrnoError("open lock file", path);
    if (flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
      if (errno == EINTR) continue;
      if (errno == EWOULDBLOCK) {
        return absl::UnavailableError(absl::StrCat("another process holds the lock ", path));
      }
      return ErrnoError("lock", path);
    }
    // The holder before may have removed the file between our open and our flock. Then this lock
    // is on a file without a name, and the next process would get another: start again.
    if (IsNamed(fd.get(), path)) return FileLock(path, std::move(fd));
  }
}

FileLock::~FileLock() {
  // Removed while it is still locked: whoever opened it before then finds that its name is gone.
  if (fd_.valid()) unlink(path_.c_str());
}

}  // namespace telemetry
