// CounterFile is the writer of counter files (counter_file_format.md): it maps one and finds or
// adds the counters in it. It runs inside programs that must never notice.
//
//   CounterFileResult result = CounterFile::OpenOrCreate(path, identity);
//   if (result.file == nullptr) return;                      // count in memory
//   std::atomic<uint64_t>* cell = result.file->FindOrAdd("tool/errors");
//   if (cell != nullptr) cell->fetch_add(1, std::memory_order_relaxed);
//
// A CounterFile is never destroyed or unmapped, since anybody may hold one of its cells. It takes
// 16 MiB of address range (less where that is limited) but touches only as much as the file's size.
// It does not write beyond that range, so a file grows no larger.
//
// Thread-safe, and safe against all other processes that have the file open. Does not use
// absl::Status, which alone would add 460 KB to a program that counts.

#ifndef STORAGE_COUNTER_FILE_COUNTER_FILE_H_
#define STORAGE_COUNTER_FILE_COUNTER_FILE_H_

#include <sys/stat.h>

#include <atomic>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "storage/counter_file/counter_file_identity.h"
#include "storage/mapped_file/mapped_file.h"

namespace telemetry {

class CounterFile;

enum class CounterFileError {
  kNone,
  kSystem,      // a system call failed: CounterFileResult::error_number
  kDamaged,     // the file is a damaged counter file, or none at all
  kForeign,     // the name is taken: by a counter file of another identity or one that others can
                // write, a link, a directory
  kUnmappable,  // its file system has no shared mappings: mmap(2) says ENODEV
  kTooLarge,    // the identity takes more than the 512 bytes of metadata that a file has room for
};

struct CounterFileResult {
  // Null if `error` is not kNone. Lives as long as the process.
  CounterFile* file = nullptr;
  CounterFileError error = CounterFileError::kNone;
  // errno of what failed; 0 if no system call did.
  int error_number = 0;
};

class CounterFile {
 public:
  // Opens the counter file at `path`, creating it if it does not exist; the directory must exist. A
  // new file appears complete or not at all, with mode 0600; if several processes create it at
  // once, one wins and all open that file. No symbolic link is followed. If this process already
  // has the file open, the same CounterFile is returned.
  //
  // Reads every record once, to detect a damaged file before anybody counts into it.
  static CounterFileResult OpenOrCreate(const char* path,
                                        const CounterFileIdentity& identity) noexcept;

  CounterFile(const CounterFile&) = delete;
  CounterFile& operator=(const CounterFile&) = delete;

  // The count of `name` in the file, added if needed. Null if that is impossible: the name is not 1
  // to 4096 bytes long; the disk, the file-size limit or the window is full; or the file is damaged
  // (see damaged()). The cell holds what all processes have counted so far.
  //
  // Lock-free, async-signal-safe, not a cancellation point; leaves errno alone. Makes system calls
  // only when the file grows, which is every 16 KiB, and none in a sandbox (mapped_file.h).
  std::atomic<uint64_t>* FindOrAdd(absl::string_view name) noexcept;

  // Makes sure that records of `bytes` in total can be added without a system call. A record takes
  // 16 bytes plus its name, rounded up to 32. Does nothing if the file cannot grow. Thread-safe.
  void MakeRoom(uint32_t bytes) noexcept;

  // Whether somebody has truncated or overwritten the file since it was opened. What is counted
  // into its cells may then be lost; create a new file.
  bool damaged() const noexcept {
    return damaged_.load(std::memory_order_relaxed) || mapping_.lost();
  }

  // Whether the file is known to have been deleted, as `gotelemetry clean` does: what is counted
  // into it then is lost with it. False, because unknown, where no descriptor is kept
  // (mapped_file/revisited_file.h). Thread-safe.
  bool deleted() const noexcept { return mapping_.file().IsDeleted(); }

  // The identity's days since 1970-01-01.
  int64_t begin_day() const noexcept { return begin_day_; }
  int64_t end_day() const noexcept { return end_day_; }

 private:
  // Takes ownership of `fd`.
  CounterFile(const char* path, int fd, const struct stat& info, uint32_t header_bytes,
              const CounterFileIdentity& identity) noexcept;
  ~CounterFile() = default;

  // OpenOrCreate() for an existing file.
  static CounterFileResult Open(const char* path, const std::string& header,
                                const CounterFileIdentity& identity) noexcept;
  // The CounterFile that this process already has for the file of `info`.
  static CounterFile* FindOpen(const struct stat& info, const std::string& header) noexcept;
  // Closes the descriptors of files that nobody has counted into for long.
  void CloseOlderFiles() noexcept;
  // kNone if the file was mapped and is valid with this header. The result's `file` is null.
  CounterFileResult CheckContents(const std::string& header) noexcept;

  MappedFile mapping_;
  const uint32_t header_bytes_;
  const int64_t begin_day_;
  const int64_t end_day_;
  // Relaxed: a hint; it publishes nothing.
  std::atomic<bool> damaged_{false};
  // The next of the files that this process has open.
  CounterFile* next_ = nullptr;
};

}  // namespace telemetry

#endif  // STORAGE_COUNTER_FILE_COUNTER_FILE_H_
