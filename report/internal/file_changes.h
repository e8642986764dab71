// Every change that a report run makes to the disk, as an interface: a test puts another in its
// place and lets the run die between any two changes.
//
//   DiskChanges disk;
//   absl::Status status = RunReports(dir, approved, options, draw_x, disk);
//
// Each change is atomic: a process killed meanwhile has made it or has not. Errors name the path
// and have the text of errno.

#ifndef REPORT_INTERNAL_FILE_CHANGES_H_
#define REPORT_INTERNAL_FILE_CHANGES_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace telemetry::internal {

class FileChanges {
 public:
  virtual ~FileChanges() = default;

  // OK if the directory is there already.
  virtual absl::Status MakeDirectory(const std::string& path) = 0;
  // Gives a file or directory another name, in place of a file that has it. NotFound if there is no
  // `from`.
  virtual absl::Status Rename(const std::string& from, const std::string& to) = 0;
  // The file is on disk when this returns.
  virtual absl::Status WriteFile(const std::string& path, absl::string_view contents) = 0;
  // OK if there is no such file.
  virtual absl::Status RemoveFile(const std::string& path) = 0;
  // The directory must be empty. OK if it is not there.
  virtual absl::Status RemoveDirectory(const std::string& path) = 0;
  // Makes what was renamed into the directory, out of it and inside it survive a loss of power.
  virtual absl::Status Flush(const std::string& directory) = 0;
};

// Makes the changes. Stateless.
class DiskChanges final : public FileChanges {
 public:
  absl::Status MakeDirectory(const std::string& path) override;
  absl::Status Rename(const std::string& from, const std::string& to) override;
  absl::Status WriteFile(const std::string& path, absl::string_view contents) override;
  absl::Status RemoveFile(const std::string& path) override;
  absl::Status RemoveDirectory(const std::string& path) override;
  absl::Status Flush(const std::string& directory) override;
};

}  // namespace telemetry::internal

#endif  // REPORT_INTERNAL_FILE_CHANGES_H_
