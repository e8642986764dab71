// Keeps a second collector off a data directory by accident: two would accept the same, but each
// with limits and a schedule of its own, and whoever started the second one meant another directory.
//
//   absl::StatusOr<DataDirLock> lock = DataDirLock::Acquire(data_dir, DataDirUse::kAlone);
//   if (!lock.ok()) return lock.status();
//
// The lock is the kernel's (flock) on DIR/collector.lock, so a process that ends, in whatever way,
// holds nothing. Commands that read or change a data directory do not need it.
//
// Movable; not thread-safe by itself.

#ifndef UPLOAD_DATA_DIR_DATA_DIR_LOCK_H_
#define UPLOAD_DATA_DIR_DATA_DIR_LOCK_H_

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "storage/unique_fd.h"

namespace telemetry {

enum class DataDirUse {
  kAlone,   // by one collector
  kShared,  // by all that say so
};

class DataDirLock {
 public:
  // Locks the existing directory, or says at once why not. FailedPrecondition if another collector
  // uses it and one of the two wants to be alone; names the process that came last. Else the status
  // of the failed system call, with the path.
  static absl::StatusOr<DataDirLock> Acquire(const std::string& data_dir, DataDirUse use);

 private:
  explicit DataDirLock(UniqueFd fd) : fd_(std::move(fd)) {}

  UniqueFd fd_;
};

}  // namespace telemetry

#endif  // UPLOAD_DATA_DIR_DATA_DIR_LOCK_H_
