#include "report/report_files/file_changes.h"

#include "storage/directory/flush_directory.h"
#include "storage/files/file.h"

namespace telemetry::report_internal {

absl::Status DiskChanges::MakeDirectory(const std::string& path) { return EnsureDirectory(path); }

absl::Status DiskChanges::Rename(const std::string& from, const std::string& to) {
  return telemetry::Rename(from, to);
}

absl::Status DiskChanges::WriteFile(const std::string& path, absl::string_view contents) {
  return WriteFileAtomically(path, contents);
}

absl::Status DiskChanges::RemoveFile(const std::string& path) {
  return telemetry::RemoveFile(path);
}

absl::Status DiskChanges::RemoveDirectory(const std::string& path) {
  return telemetry::RemoveDirectory(path);
}

absl::Status DiskChanges::Flush(const std::string& directory) { return FlushDirectory(directory); }

}  // namespace telemetry::report_internal
