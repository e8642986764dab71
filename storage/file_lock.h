// FileLock keeps other processes, and other threads, from doing the same work at the same time.
//
//   absl::StatusOr<FileLock> lock = FileLock::TryAcquire(dir.lock_path(week));
//   if (absl::IsUnavailable(lock.status())) return;   // somebody else is at it
//   ...                                               // until `lock` goes out of scope
//
// The lock is the kernel's (flock) on a file of that name, so that a process that ends, however it
// ends, holds nothing. A child that the holder forks holds the lock too, until it ends or runs
// another program. Movable, not copyable; not thread-safe by itself.

#ifndef STORAGE_FILE_LOCK_H_
#define STORAGE_FILE_LOCK_H_

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "storage/internal/unique_fd.h"

namespace telemetry {

class FileLock {
 public:
  // Takes the lock named `path` or says at once why not: Unavailable if it is held; else the
  // status of the failed system call with `path`. The directory must exist.
  static absl::StatusOr<FileLock> TryAcquire(const std::string& path);

  FileLock(FileLock&&) = default;
  FileLock& operator=(FileLock&&) = delete;
  // Releases the lock and removes its file.
  ~FileLock();

 private:
  FileLock(std::string path, UniqueFd fd) : path_(std::move(path)), fd_(std::move(fd)) {}

  std::string path_;
  UniqueFd fd_;
};

}  // namespace telemetry

#endif  // STORAGE_FILE_LOCK_H_
