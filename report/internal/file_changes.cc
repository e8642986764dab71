#include "report/internal/file_changes.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include <cerrno>

#include "absl/strings/str_cat.h"
#include "storage/atomic_file.h"

namespace telemetry::internal {
namespace {

absl::Status Failed(absl::string_view what, absl::string_view path) {
  const int error_number = errno;
  return absl::ErrnoToStatus(error_number, absl::StrCat("cannot ", what, " ", path));
}

}  // namespace

absl::Status DiskChanges::MakeDirectory(const std::string& path) { return EnsureDirectory(path); }

absl::Status DiskChanges::Rename(const std::string& from, const std::string& to) {
  if (rename(from.c_str(), to.c_str()) == 0) return absl::OkStatus();
  return Failed(absl::StrCat("rename ", from, " to"), to);
}

absl::Status DiskChanges::WriteFile(const std::string& path, absl::string_view contents) {
  return WriteFileAtomically(path, contents);
}

absl::Status DiskChanges::RemoveFile(const std::string& path) {
  return telemetry::RemoveFile(path);
}

absl::Status DiskChanges::RemoveDirectory(const std::string& path) {
  if (rmdir(path.c_str()) == 0 || errno == ENOENT) return absl::OkStatus();
  return Failed("remove directory", path);
}

absl::Status DiskChanges::Flush(const std::string& directory) {
  const int fd = open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return Failed("open directory", directory);
  // Some file systems cannot flush a directory; what they can do is done.
  const bool flushed = fsync(fd) == 0 || errno == EINVAL;
  const absl::Status status = flushed ? absl::OkStatus() : Failed("flush directory", directory);
  close(fd);
  return status;
}

}  // namespace telemetry::internal
