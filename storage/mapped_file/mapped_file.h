// MappedFile maps a growing file into one window of address space that never moves.
//
//   MappedFile file(path, fd, info);
//   if (!file.ok()) return errno;
//   if (file.Grow(end)) file.data()[end - 1] = 1;
//
// The window is 16 MiB, or less where the address space is limited. Most of it lies beyond the end
// of the file and must not be touched. As the file grows, by this process or another, its bytes
// appear in the window: growing takes no mmap, and no pointer ever becomes invalid.
//
// Disk blocks are allocated before anybody touches them, since a full disk would raise SIGBUS
// later. The guard (sigbus_guard.h) handles a range that somebody truncates all the same.
//
// Once the process has put itself into a sandbox (sandbox_state.h), it no longer grows the file,
// and cannot reach what others add to it.
//
// After construction: thread-safe, lock-free, async-signal-safe, not a cancellation point; leaves
// errno alone.

#ifndef STORAGE_MAPPED_FILE_MAPPED_FILE_H_
#define STORAGE_MAPPED_FILE_MAPPED_FILE_H_

#include <sys/stat.h>

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "storage/mapped_file/reach.h"
#include "storage/mapped_file/revisited_file.h"
#include "storage/mapped_file/sigbus_guard.h"

namespace telemetry {

class MappedFile {
 public:
  static constexpr size_t kWindowBytes = size_t{16} << 20;
  // Files grow by whole pages of this size.
  static constexpr uint64_t kPageBytes = uint64_t{16} << 10;

  // Maps `fd`, which is open for reading and writing on the file at `path`, and closes it. `info`
  // is the result of fstat().
  MappedFile(const char* path, int fd, const struct stat& info) noexcept;
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  // Unmaps the window. No pointer into it may be in use.
  ~MappedFile();

  // Whether the window was mapped; if not, errno says why and nothing else may be called.
  bool ok() const noexcept { return window_.data != nullptr; }
  // The start of the window.
  char* data() const noexcept { return window_.data; }

  // Whether bytes up to `end` are in the file, backed by disk blocks, and in the window. Makes
  // system calls only beyond what is known to be there.
  storage_internal::Reach Reaches(uint64_t end) noexcept;
  // Makes the file at least `end` bytes long, rounded up to whole pages. False if the disk,
  // the window or the process's file-size limit (checked beforehand: no SIGXFSZ) is full, or the
  // file can no longer be opened.
  bool Grow(uint64_t end) noexcept;
  // The end up to which Reaches() is kYes without a system call.
  uint64_t Size() const noexcept { return known_bytes_.load(std::memory_order_relaxed); }

  // Whether part of the file was found truncated.
  bool lost() const noexcept { return guard_.lost(); }

  storage_internal::RevisitedFile& file() noexcept { return file_; }
  const storage_internal::RevisitedFile& file() const noexcept { return file_; }

 private:
  struct Window {
    char* data = nullptr;
    size_t bytes = 0;
  };

  static Window MapWindow(int fd) noexcept;
  // Records that the file has blocks up to `end`.
  void RaiseKnownBytes(uint64_t end) noexcept;

  const Window window_;
  GuardedRange guard_;
  storage_internal::RevisitedFile file_;
  // Relaxed: only grows, and is a fact about the file, not about this process's memory.
  std::atomic<uint64_t> known_bytes_{0};
};

}  // namespace telemetry

#endif  // STORAGE_MAPPED_FILE_MAPPED_FILE_H_
