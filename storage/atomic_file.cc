#include "storage/atomic_file.h"

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
#include "storage/internal/temporary_name.h"
#include "storage/internal/unique_fd.h"

namespace telemetry {
namespace {

absl::Status Failed(absl::string_view what, absl::string_view path) {
  const int error_number = errno;
  return absl::ErrnoToStatus(error_number, absl::StrCat("cannot ", what, " ", path));
}

std::string DirectoryOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

bool IsDirectory(const std::string& path) {
  struct stat info;
  return stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

absl::Status WriteAll(int fd, absl::string_view contents, const std::string& path) {
  while (!contents.empty()) {
    const ssize_t written = write(fd, contents.data(), contents.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return Failed("write", path);
    contents.remove_prefix(static_cast<size_t>(written));
  }
  return absl::OkStatus();
}

absl::Status SyncDirectory(const std::string& path) {
  UniqueFd fd(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd.valid()) return Failed("open directory", path);
  // Some file systems cannot flush a directory; what they can do is done.
  if (fsync(fd.get()) != 0 && errno != EINVAL) return Failed("flush directory", path);
  return absl::OkStatus();
}

// A file that is complete and on disk but has only a temporary name, which the destructor removes.
class TemporaryFile {
 public:
  static absl::StatusOr<TemporaryFile> Write(const std::string& final_path,
                                             absl::string_view contents);
  TemporaryFile(TemporaryFile&& other) noexcept : path_(std::exchange(other.path_, "")) {}
  TemporaryFile& operator=(TemporaryFile&&) = delete;
  ~TemporaryFile() {
    if (!path_.empty()) unlink(path_.c_str());
  }
  const std::string& path() const { return path_; }
  // The file has its own name now: there is nothing to remove.
  void Release() { path_.clear(); }

 private:
  explicit TemporaryFile(std::string path) : path_(std::move(path)) {}

  std::string path_;
};

absl::StatusOr<TemporaryFile> TemporaryFile::Write(const std::string& final_path,
                                                   absl::string_view contents) {
  UniqueFd fd;
  std::string path;
  do {
    path = TemporaryName(final_path);
    fd.reset(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  } while (!fd.valid() && errno == EEXIST);
  if (!fd.valid()) return Failed("create", path);
  TemporaryFile file(std::move(path));
  if (absl::Status status = WriteAll(fd.get(), contents, file.path()); !status.ok()) return status;
  if (fsync(fd.get()) != 0) return Failed("flush", file.path());
  if (close(fd.release()) != 0) return Failed("close", file.path());
  return file;
}

// Gives `file` the name `path` unless that is taken.
absl::Status RenameToNewName(TemporaryFile& file, const std::string& path) {
  if (renameat2(AT_FDCWD, file.path().c_str(), AT_FDCWD, path.c_str(), RENAME_NOREPLACE) == 0) {
    file.Release();
    return absl::OkStatus();
  }
  // The file system does not know this flag. Nearly all of those know hard links.
  if (errno == EINVAL && link(file.path().c_str(), path.c_str()) == 0) return absl::OkStatus();
  return Failed("create", path);
}

}  // namespace

absl::StatusOr<std::string> ReadFile(const std::string& path, size_t max_bytes) {
  // Non-blocking, since opening a FIFO waits for a writer.
  UniqueFd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd.valid()) return Failed("open", path);
  struct stat info;
  if (fstat(fd.get(), &info) != 0) return Failed("examine", path);
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
    if (got < 0) return Failed("read", path);
    if (got == 0) break;
    size += static_cast<size_t>(got);
    if (size > max_bytes) {
      return absl::OutOfRangeError(
          absl::StrCat("cannot read ", path, ": it has more than ", max_bytes, " bytes"));
    }
    // The file grows while it is read.
    if (size == contents.size()) contents.resize(std::min(2 * size, max_bytes + 1));
  }
  contents.resize(size);
  return contents;
}

absl::Status WriteFileAtomically(const std::string& path, absl::string_view contents) {
  absl::StatusOr<TemporaryFile> file = TemporaryFile::Write(path, contents);
  if (!file.ok()) return file.status();
  if (rename(file->path().c_str(), path.c_str()) != 0) return Failed("replace", path);
  file->Release();
  return SyncDirectory(DirectoryOf(path));
}

absl::Status CreateFileExclusively(const std::string& path, absl::string_view contents) {
  absl::StatusOr<TemporaryFile> file = TemporaryFile::Write(path, contents);
  if (!file.ok()) return file.status();
  if (absl::Status status = RenameToNewName(*file, path); !status.ok()) return status;
  return SyncDirectory(DirectoryOf(path));
}

absl::Status EnsureDirectory(const std::string& path) {
  if (IsDirectory(path)) return absl::OkStatus();
  const std::string parent = DirectoryOf(path);
  if (parent != path && parent != ".") {
    if (absl::Status status = EnsureDirectory(parent); !status.ok()) return status;
  }
  if (mkdir(path.c_str(), 0700) == 0) return absl::OkStatus();
  const int error_number = errno;
  // Another process may have been first.
  if (error_number == EEXIST && IsDirectory(path)) return absl::OkStatus();
  errno = error_number;
  return Failed("create directory", path);
}

absl::Status RemoveFile(const std::string& path) {
  if (unlink(path.c_str()) == 0 || errno == ENOENT) return absl::OkStatus();
  return Failed("remove", path);
}

absl::StatusOr<std::vector<std::string>> ListDirectory(const std::string& path) {
  const std::unique_ptr<DIR, int (*)(DIR*)> directory(opendir(path.c_str()), closedir);
  if (directory == nullptr) return Failed("list", path);
  std::vector<std::string> names;
  errno = 0;
  while (const dirent* entry = readdir(directory.get())) {
    const absl::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
  }
  if (errno != 0) return Failed("list", path);
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace telemetry
