// FileLock keeps other processes and threads from doing the same work at the same time.
//
//   absl::StatusOr<FileLock> lock = FileLock::TryAcquire(dir.lock_path(week));
//   if (absl::IsUnavailable(lock.status())) return;   // somebody else is at it
//   ...                                               // until `lock` goes out of scope
//
// The lock is the kernel's (flock) on a file of that name, so a process that ends, in whatever way,
// holds nothing. A child that the holder forks holds the lock too, until it ends or executes
// another program.
//
// Go's uploader uses the mere existence of a file as its lock: it creates the file empty and
// removes it when done. Our file keeps it out while it exists, and a file that it made counts as
// held as long as it exists. A process that is killed leaves its file behind. One of ours does not
// block us but keeps Go out until it is removed; one of Go's keeps out both. Hence RemoveIfFree().
//
// Movable, not copyable; not thread-safe by itself.

#ifndef STORAGE_FILES_FILE_LOCK_H_
#define STORAGE_FILES_FILE_LOCK_H_

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/unique_fd.h"

namespace telemetry {

class FileLock {
 public:
  // Takes the lock named `path`, or says at once why not: Unavailable if it is held, else the
  // status of the failed system call with `path`. The directory must exist. Creating the file
  // flushes to disk twice.
  static absl::StatusOr<FileLock> TryAcquire(const std::string& path);

  // Removes the file of the lock named `path` if no process of ours holds it. Also OK if there is
  // none; Unavailable if it is held, else the status of the failed system call with `path`. Whether
  // Go holds a lock of its own is unknown: call this only for a file older than any upload takes.
  static absl::Status RemoveIfFree(const std::string& path);

  FileLock(FileLock&&) = default;
  FileLock& operator=(FileLock&&) = delete;
  // Releases the lock and removes its file, unless somebody else has done so.
  ~FileLock();

 private:
  FileLock(std::string path, UniqueFd fd) : path_(std::move(path)), fd_(std::move(fd)) {}

  std::string path_;
  UniqueFd fd_;
};

}  // namespace telemetry

#endif  // STORAGE_FILES_FILE_LOCK_H_
