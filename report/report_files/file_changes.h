// Every change that a report run makes to the disk, as an interface: a test can substitute its own
// and let the run die between any two changes.
//
//   DiskChanges disk;
//   absl::Status status = disk.Rename(pending, committed);
//
// Each change is atomic: a process that is killed has either made it or not. Errors name the path
// and have the text of errno.

#ifndef REPORT_REPORT_FILES_FILE_CHANGES_H_
#define REPORT_REPORT_FILES_FILE_CHANGES_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace telemetry::report_internal {

class FileChanges {
 public:
  virtual ~FileChanges() = default;

  // OK if the directory already exists.
  virtual absl::Status MakeDirectory(const std::string& path) = 0;
  // Renames a file or directory, replacing a file named `to`. NotFound if `from` does not exist.
  virtual absl::Status Rename(const std::string& from, const std::string& to) = 0;
  // The file is on disk when this returns.
  virtual absl::Status WriteFile(const std::string& path, absl::string_view contents) = 0;
  // OK if the file does not exist.
  virtual absl::Status RemoveFile(const std::string& path) = 0;
  // The directory must be empty. OK if it does not exist.
  virtual absl::Status RemoveDirectory(const std::string& path) = 0;
  // Makes renames into, out of and within the directory survive a power loss.
  virtual absl::Status Flush(const std::string& directory) = 0;
};

// Makes the changes on disk. Stateless.
class DiskChanges final : public FileChanges {
 public:
  absl::Status MakeDirectory(const std::string& path) override;
  absl::Status Rename(const std::string& from, const std::string& to) override;
  absl::Status WriteFile(const std::string& path, absl::string_view contents) override;
  absl::Status RemoveFile(const std::string& path) override;
  absl::Status RemoveDirectory(const std::string& path) override;
  absl::Status Flush(const std::string& directory) override;
};

}  // namespace telemetry::report_internal

#endif  // REPORT_REPORT_FILES_FILE_CHANGES_H_
