#include "config/prompt/internal/prompt_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <string>
#include <utility>

#include "config/found_file.h"
#include "config/prompt/prompt_record.h"
#include "storage/directory/held_directory.h"
#include "storage/directory/path.h"
#include "storage/files/overwrite_file.h"
#include "storage/files/temporary_file.h"
#include "storage/mapped_file/file_size_limit.h"
#include "storage/telemetry_dir.h"
#include "storage/unique_fd.h"

namespace telemetry::config_internal {
namespace {

constexpr int kMaxLockAttempts = 40;
constexpr timespec kLockInterval = {.tv_sec = 0, .tv_nsec = 5'000'000};

// Whether `path` still leads to the file that `fd` has open.
bool IsNamed(int fd, const std::string& path) {
  struct stat opened;
  struct stat named;
  const At at(path);
  return fstat(fd, &opened) == 0 &&
         fstatat(at.directory(), at.name(), &named, AT_SYMLINK_NOFOLLOW) == 0 &&
         opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

void SetModificationTime(int fd, int64_t unix_seconds) {
  const timespec times[] = {{.tv_sec = 0, .tv_nsec = UTIME_OMIT},
                            {.tv_sec = unix_seconds, .tv_nsec = 0}};
  (void)futimens(fd, times);
}

// Whether a file system that cannot flush refused, or it was flushed.
bool Flush(int fd) { return fsync(fd) == 0 || errno == EINVAL || errno == EROFS; }

}  // namespace

std::string PromptRecordPath(const TelemetryDir& dir) { return dir.path() + "/prompt"; }

FoundPromptRecord ReadPromptRecord(const std::string& path) {
  const FoundFile file = FindUserFile(path);
  FoundPromptRecord found;
  found.unreadable = file.state == FoundFile::State::kUnreadable;
  if (file.state == FoundFile::State::kRead) {
    found.record = ParsePromptRecord(file.contents);
    found.record.written_unix_seconds = file.modified_unix_seconds;
  }
  return found;
}

bool SaysNo(const std::string& path) {
  const FoundPromptRecord found = ReadPromptRecord(path);
  return found.unreadable || found.record.state == PromptState::kNo;
}

bool WritePromptRecord(const std::string& path, const PromptRecord& record) {
  const std::string text = FormatPromptRecord(record);
  if (!MayWriteFileOf(text.size())) return false;
  TemporaryFile file = CreateTemporaryFile(path);
  if (!file.fd.valid()) return false;
  bool done = write(file.fd.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
  SetModificationTime(file.fd.get(), record.written_unix_seconds);
  const At temporary(file.path);
  const At at(path);
  done = done && Flush(file.fd.get()) &&
         renameat(temporary.directory(), temporary.name(), at.directory(), at.name()) == 0;
  if (!done) {
    unlinkat(temporary.directory(), temporary.name(), 0);
    return false;
  }
  // So that a loss of power does not bring the former record back.
  const std::string directory_path = DirectoryOf(path);
  const At there(directory_path);
  const UniqueFd directory(
      openat(there.directory(), there.name(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (directory.valid()) (void)fsync(directory.get());
  return true;
}

bool WritePromptAnswer(const std::string& path, const PromptRecord& record) {
  return WritePromptRecord(path, record) ||
         (FileExists(path) && MayWriteFileOf(4096) &&
          OverwriteFile(path, FormatPromptRecord(record), IfItFails::kUndo, IfItFails::kUndo).ok());
}

PromptLock::PromptLock(const TelemetryDir& dir) : path_(PromptRecordPath(dir) + ".lock") {
  for (int attempt = 0; attempt < kMaxLockAttempts; ++attempt) {
    const At at(path_);
    UniqueFd fd(openat(at.directory(), at.name(),
                       O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0600));
    if (!fd.valid()) return;
    if (flock(fd.get(), LOCK_EX | LOCK_NB) == 0) {
      // The former holder may have removed the file between our open and our flock. Then this lock
      // is on a file without a name, and the next process would get another one.
      if (IsNamed(fd.get(), path_)) {
        fd_ = std::move(fd);
        return;
      }
      continue;
    }
    held_elsewhere_ = errno == EWOULDBLOCK;
    if (!held_elsewhere_ && errno != EINTR) return;
    nanosleep(&kLockInterval, nullptr);
  }
}

PromptLock::~PromptLock() {
  // Removed while still locked: whoever opened it before then finds that its name is gone.
  if (!fd_.valid() || !IsNamed(fd_.get(), path_)) return;
  const At at(path_);
  unlinkat(at.directory(), at.name(), 0);
}

}  // namespace telemetry::config_internal
