// RevisitedFile is an open file to which a library wants to return much later, inside a program
// that knows nothing of it.
//
// It keeps a descriptor only where nobody misses it: with a high number, so that the program's own
// open() returns what it always returned, and only if the process may open many files. It never
// trusts the descriptor: programs close descriptors that they do not know, and may then reuse the
// number. If the descriptor is gone, the file is opened by its path again, and compared. None of
// this happens once the process has put itself into a sandbox, where a system call might kill it
// (sandbox_state.h).
//
//   RevisitedFile file(path, fd, info);              // owns fd; info is the result of fstat()
//   if (const auto handle = file.Open(); handle.fd() >= 0) ...  // handle.size()

#ifndef STORAGE_MAPPED_FILE_REVISITED_FILE_H_
#define STORAGE_MAPPED_FILE_REVISITED_FILE_H_

#include <sys/stat.h>

#include <atomic>
#include <cstdint>
#include <string>

namespace telemetry::storage_internal {

class RevisitedFile {
 public:
  // One use of the file. Closes what Open() had to open. Leaves errno alone.
  class Handle {
   public:
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    ~Handle();
    // -1 if the file can no longer be opened.
    int fd() const { return fd_; }
    // The file's size in bytes when it was opened.
    uint64_t size() const { return size_; }

   private:
    friend class RevisitedFile;
    Handle(int fd, bool opened, uint64_t size) : fd_(fd), opened_(opened), size_(size) {}

    const int fd_;
    const bool opened_;
    const uint64_t size_;
  };

  // Takes over `fd`, open on the file at `path` for reading and writing, and closes it; what is
  // kept, if anything, is a duplicate. `info` is the result of fstat(). Not thread-safe.
  RevisitedFile(const char* path, int fd, const struct stat& info) noexcept;
  RevisitedFile(const RevisitedFile&) = delete;
  RevisitedFile& operator=(const RevisitedFile&) = delete;
  ~RevisitedFile();

  // Thread-safe, async-signal-safe, not a cancellation point.
  Handle Open() noexcept;

  // Whether the file is known to have been deleted. Only a kept descriptor can tell. Thread-safe.
  bool IsDeleted() const noexcept;

  // Whether `info` describes this file.
  bool Is(const struct stat& info) const noexcept {
    return info.st_dev == device_ && info.st_ino == inode_;
  }

  // Closes the kept descriptor. No other thread may have a Handle.
  void CloseDescriptor() noexcept;

 private:
  // Calls fstat() on the kept descriptor; false if there is none, or it is now another file's.
  bool StatKept(int kept_fd, struct stat& info) const noexcept;

  const std::string path_;
  const dev_t device_;
  const ino_t inode_;
  // The kept descriptor or -1. Relaxed: a number, checked at each use.
  std::atomic<int> kept_fd_{-1};
};

}  // namespace telemetry::storage_internal

#endif  // STORAGE_MAPPED_FILE_REVISITED_FILE_H_
