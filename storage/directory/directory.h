// Makes directories without absl::Status, for programs that count. Elsewhere EnsureDirectory()
// (file.h) says in words what went wrong.

#ifndef STORAGE_DIRECTORY_DIRECTORY_H_
#define STORAGE_DIRECTORY_DIRECTORY_H_

#include <string>

namespace telemetry {

struct DirectoryResult {
  int error_number = 0;  // 0 or errno
  std::string failed;    // the directory that could not be made

  bool ok() const { return error_number == 0; }
};

// Creates the directory `path` and its missing parents, 0700. An existing directory is left as it
// is, even if reached by a symbolic link. Thread-safe; several processes may do so at once.
DirectoryResult MakeDirectories(const std::string& path);

}  // namespace telemetry

#endif  // STORAGE_DIRECTORY_DIRECTORY_H_
