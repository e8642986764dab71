// Whether there is a file, for those whom a wrong no would cost something.
//
//   absl::StatusOr<bool> sent = IsThere(dir.sent_report_path(week));
//   if (!sent.ok()) return sent.status();       // unknown
//
// FileExists() (path.h) takes a file that cannot be examined for absent.

#ifndef STORAGE_DIRECTORY_IS_THERE_H_
#define STORAGE_DIRECTORY_IS_THERE_H_

#include <cerrno>
#include <string>

#include "absl/status/statusor.h"
#include "storage/directory/path.h"
#include "storage/errno_error.h"

namespace telemetry {

// Whether there is a file or directory at `path`; false for a dangling symbolic link. The error of
// access(2), with the path, if that cannot be known. Thread-safe.
inline absl::StatusOr<bool> IsThere(const std::string& path) {
  if (FileExists(path)) return true;
  if (errno == ENOENT) return false;
  return ErrnoError("examine", path);
}

}  // namespace telemetry

#endif  // STORAGE_DIRECTORY_IS_THERE_H_
