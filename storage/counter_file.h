// CounterFile is the writer of counter files (counter_file_format.md): it maps one and finds or
// adds the counters in it. It runs inside of programs that must never notice.
//
//   CounterFileResult result = CounterFile::OpenOrCreate(path, identity);
//   if (result.file == nullptr) return;                      // count in memory
//   std::atomic<uint64_t>* cell = result.file->FindOrAdd("tool/errors");
//   if (cell != nullptr) cell->fetch_add(1, std::memory_order_relaxed);
//
// A CounterFile is never destroyed and never unmapped, since anybody may hold a cell of it. It
// takes 16 MiB of address range (less where that is limited), of which only the file's own size is
// ever touched; a file larger than that is not written, so this is also the most that we write.
//
// Thread-safe, and safe against every other process that has the file open. There is no
// absl::Status here: alone it would add 460 KB to a program that counts.

#ifndef STORAGE_COUNTER_FILE_H_
#define STORAGE_COUNTER_FILE_H_

#include <sys/stat.h>

#include <atomic>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "storage/counter_file_identity.h"
#include "storage/mapped_file.h"

namespace telemetry {

class CounterFile;

enum class CounterFileError {
  kNone,
  kSystem,    // a system call failed: CounterFileResult::error_number
  kDamaged,   // the file is a damaged counter file, or none at all
  kForeign,   // the name is taken: by a counter file of another identity, a link, a directory
  kTooLarge,  // the identity takes more than the 512 bytes of metadata that a file has room for
};

struct CounterFileResult {
  // Null if `error` is not kNone. Lives as long as the process.
  CounterFile* file = nullptr;
  CounterFileError error = CounterFileError::kNone;
  // errno of what failed; 0 if nothing did.
  int error_number = 0;
};

class CounterFile {
 public:
  // Opens the counter file at `path`, making it if there is none; the directory must exist. A new
  // file appears whole or not at all, is 0600, and of several processes that make it at once one
  // wins and all open that. No symbolic link is followed. A file that this process has open already
  // is returned again.
  //
  // Reads every record once, to tell a damaged file before anybody counts into it.
  static CounterFileResult OpenOrCreate(const char* path,
                                        const CounterFileIdentity& identity) noexcept;

  CounterFile(const CounterFile&) = delete;
  CounterFile& operator=(const CounterFile&) = delete;

  // The count of `name` in the file, which is added if need be. Null if that cannot be: the name
  // has not 1 to 4096 bytes; the disk, the file-size limit or the window is full; the file is
  // damaged (see damaged()). The cell holds what all processes have counted so far.
  //
  // Lock-free, async-signal-safe, no cancellation point, leaves errno alone. System calls happen
  // only when the file has to grow, which is every 16 KiB, and not in a sandbox (mapped_file.h).
  std::atomic<uint64_t>* FindOrAdd(absl::string_view name) noexcept;

  // Makes sure that records of `bytes` in all can be added without a system call: a record takes 16
  // bytes and its name, rounded up to 32. Nothing happens if the file cannot grow. Thread-safe.
  void MakeRoom(uint32_t bytes) noexcept;

  // Whether somebody has truncated or overwritten the file since it was opened. What is counted
  // into cells of it may then be lost; a new file should be made.
  bool damaged() const noexcept {
    return damaged_.load(std::memory_order_relaxed) || mapping_.lost();
  }

  // Whether somebody is known to have deleted the file, as `gotelemetry clean` does: what is counted
  // into it then is lost with it. Where no descriptor is kept (internal/revisited_file.h) this is not
  // known, and false. Thread-safe.
  bool deleted() const noexcept { return mapping_.file().IsDeleted(); }

  // Of the identity: days since 1970-01-01.
  int64_t begin_day() const noexcept { return begin_day_; }
  int64_t end_day() const noexcept { return end_day_; }

 private:
  // Takes over `fd`.
  CounterFile(const char* path, int fd, const struct stat& info, uint32_t header_bytes,
              const CounterFileIdentity& identity) noexcept;
  ~CounterFile() = default;

  // OpenOrCreate() for a file that is there.
  static CounterFileResult Open(const char* path, const std::string& header,
                                const CounterFileIdentity& identity) noexcept;
  // The file that this process has open already, if it is that of `info`.
  static CounterFile* FindOpen(const struct stat& info, const std::string& header) noexcept;
  // Gives back the descriptors of files that nobody has counted into for long.
  void CloseOlderFiles() noexcept;
  // kNone if the file was mapped and is a good one with this header. Its `file` is null.
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

#endif  // STORAGE_COUNTER_FILE_H_
