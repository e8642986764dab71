#include "storage/files/file.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "storage/directory/directory.h"
#include "storage/directory/held_directory.h"
#include "storage/errno_error.h"
#include "storage/files/atomic_file_writer.h"
#include "storage/unique_fd.h"

namespace telemetry {

absl::StatusOr<std::string> ReadFile(const std::string& path, size_t max_bytes) {
  // Non-blocking, since opening a FIFO would wait for a writer.
  const At at(path);
  UniqueFd fd(openat(at.directory(), at.name(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd.valid()) return ErrnoError("open", path);
  struct stat info;
  if (fstat(fd.get(), &info) != 0) return ErrnoError("examine", path);
  if (!S_ISREG(info.st_mode)) {
    return absl::FailedPreconditionError(
        absl::StrCat("cannot read ", path, ": not a regular file"));
  }
  std::string contents;
  contents.resize(std::min(static_cast<size_t>(info.st_size), max_bytes) + 1);
  size_t size = 0;
  while (true) {
    const ssize_t got = read(fd.get(), contents.data() + size, contents.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return ErrnoError("read", path);
    if (got == 0) break;
    size += static_cast<size_t>(got);
    if (size > max_bytes) {
      return absl::OutOfRangeError(
          absl::StrCat("cannot read ", path, ": it has more than ", max_bytes, " bytes"));
    }
    // The file is growing while it is read.
    if (size == contents.size()) contents.resize(std::min(2 * size, max_bytes + 1));
  }
  contents.resize(size);
  return contents;
}

absl::Status WriteFileAtomically(const std::string& path, absl::string_view contents) {
  absl::StatusOr<AtomicFileWriter> writer = AtomicFileWriter::Create(path);
  if (!writer.ok()) return writer.status();
  absl::Status status = writer->Append(contents);
  return status.ok() ? writer->Replace() : status;
}

absl::Status CreateFileExclusively(const std::string& path, absl::string_view contents) {
  absl::StatusOr<AtomicFileWriter> writer = AtomicFileWriter::Create(path);
  if (!writer.ok()) return writer.status();
  absl::Status status = writer->Append(contents);
  return status.ok() ? writer->CreateNew() : status;
}

absl::Status EnsureDirectory(const std::string& path) {
  const DirectoryResult made = MakeDirectories(path);
  if (made.ok()) return absl::OkStatus();
  errno = made.error_number;
  return ErrnoError("create directory", made.failed);
}

absl::Status RemoveFile(const std::string& path) {
  const At at(path);
  if (unlinkat(at.directory(), at.name(), 0) == 0 || errno == ENOENT) return absl::OkStatus();
  return ErrnoError("remove", path);
}

absl::Status RemoveDirectory(const std::string& path) {
  const At at(path);
  if (unlinkat(at.directory(), at.name(), AT_REMOVEDIR) == 0 || errno == ENOENT)
    return absl::OkStatus();
  return ErrnoError("remove directory", path);
}

absl::Status Rename(const std::string& from, const std::string& to) {
  const At old(from);
  const At at(to);
  if (renameat(old.directory(), old.name(), at.directory(), at.name()) == 0)
    return absl::OkStatus();
  const int error_number = errno;  // before StrCat can change it
  return absl::ErrnoToStatus(error_number, absl::StrCat("cannot rename ", from, " to ", to));
}

absl::StatusOr<std::vector<std::string>> ListDirectory(const std::string& path) {
  const At at(path);
  UniqueFd fd(openat(at.directory(), at.name(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK));
  if (!fd.valid()) return ErrnoError("list", path);
  const std::unique_ptr<DIR, int (*)(DIR*)> directory(fdopendir(fd.get()), closedir);
  if (directory == nullptr) return ErrnoError("list", path);
  fd.release();  // closed by closedir()
  std::vector<std::string> names;
  errno = 0;
  while (const dirent* entry = readdir(directory.get())) {
    const absl::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
  }
  if (errno != 0) return ErrnoError("list", path);
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace telemetry
