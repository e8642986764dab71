#include "storage/mapped_file/revisited_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>

#include "storage/mapped_file/raw_file.h"
#include "storage/mapped_file/sandbox_state.h"

namespace telemetry::storage_internal {
namespace {

// A process that may open fewer files than this keeps them all.
constexpr rlim_t kDescriptorsToSpare = 1024;
// Above the numbers that programs use, below 64: from there on the kernel has to enlarge its table,
// for which a process with several threads waits for milliseconds.
constexpr int kLowestKept = 48;

bool HasDescriptorsToSpare() {
  rlimit limit;
  return getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur >= kDescriptorsToSpare;
}

}  // namespace

RevisitedFile::RevisitedFile(const char* path, int fd, const struct stat& info) noexcept
    : path_(path), device_(info.st_dev), inode_(info.st_ino) {
  const int error_number = errno;
  if (HasDescriptorsToSpare()) {
    kept_fd_.store(fcntl(fd, F_DUPFD_CLOEXEC, kLowestKept), std::memory_order_relaxed);
  }
  raw_file::Close(fd);
  errno = error_number;
}

RevisitedFile::~RevisitedFile() { CloseDescriptor(); }

bool RevisitedFile::StatKept(int kept_fd, struct stat& info) const noexcept {
  return kept_fd >= 0 && fstat(kept_fd, &info) == 0 && Is(info);
}

RevisitedFile::Handle RevisitedFile::Open() noexcept {
  if (!MayMakeSystemCalls()) return Handle(-1, false, 0);
  struct stat info;
  const int kept_fd = kept_fd_.load(std::memory_order_relaxed);
  if (StatKept(kept_fd, info)) return Handle(kept_fd, false, static_cast<uint64_t>(info.st_size));
  // The program has closed it; the number is now the program's.
  kept_fd_.store(-1, std::memory_order_relaxed);
  const int fd =
      raw_file::Open(path_.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
  if (fd < 0) return Handle(-1, false, 0);
  if (fstat(fd, &info) != 0 || !Is(info)) {
    raw_file::Close(fd);
    return Handle(-1, false, 0);
  }
  return Handle(fd, true, static_cast<uint64_t>(info.st_size));
}

RevisitedFile::Handle::~Handle() {
  const int error_number = errno;
  if (opened_) raw_file::Close(fd_);
  errno = error_number;
}

void RevisitedFile::CloseDescriptor() noexcept {
  const int kept_fd = kept_fd_.exchange(-1, std::memory_order_relaxed);
  struct stat info;
  if (StatKept(kept_fd, info)) raw_file::Close(kept_fd);
}

bool RevisitedFile::IsDeleted() const noexcept {
  struct stat info;
  return StatKept(kept_fd_.load(std::memory_order_relaxed), info) && info.st_nlink == 0;
}

}  // namespace telemetry::storage_internal
