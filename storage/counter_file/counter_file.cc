#include "storage/counter_file/counter_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstdint>
#include <cstring>
#include <new>
#include <string>

#include "storage/counter_file/counter_file_codec.h"
#include "storage/counter_file/counter_file_format.h"
#include "storage/counter_file/internal/record_table.h"
#include "storage/directory/held_directory.h"
#include "storage/directory/ownership.h"
#include "storage/files/rename_to_new_name.h"
#include "storage/files/temporary_file.h"
#include "storage/mapped_file/file_size_limit.h"
#include "storage/mapped_file/raw_file.h"
#include "storage/mapped_file/reach.h"
#include "storage/unique_fd.h"

namespace telemetry {

namespace format = counter_file_format;
namespace raw_file = storage_internal::raw_file;
using storage_internal::Reach;
using storage_internal::RecordError;
using storage_internal::RecordResult;
using storage_internal::RecordTable;

namespace {

static_assert(MappedFile::kPageBytes == format::kPageBytes);
static_assert(std::endian::native == std::endian::little,
              "counter files are little-endian and are counted into in place");
static_assert(std::atomic<uint64_t>::is_always_lock_free && sizeof(std::atomic<uint64_t>) == 8,
              "processes share counts through plain memory");

// The memory that RecordTable runs on. record_table.h says why the memory orders are enough.
class MappedMemory {
 public:
  explicit MappedMemory(MappedFile& file) : file_(file), data_(file.data()) {}

  uint32_t Load32(uint32_t offset) { return Word(offset).load(std::memory_order_acquire); }
  void Store32(uint32_t offset, uint32_t value) {
    Word(offset).store(value, std::memory_order_relaxed);
  }
  bool CompareExchange32(uint32_t offset, uint32_t& expected, uint32_t desired) {
    return Word(offset).compare_exchange_strong(expected, desired, std::memory_order_acq_rel,
                                                std::memory_order_acquire);
  }
  absl::string_view Name(uint32_t offset, uint32_t bytes) { return {data_ + offset, bytes}; }
  void WriteName(uint32_t offset, absl::string_view name) {
    std::memcpy(data_ + offset, name.data(), name.size());
  }
  Reach Reaches(uint64_t end) { return file_.Reaches(end); }
  bool Grow(uint64_t end) { return file_.Grow(end); }
  uint64_t Size() { return file_.Size(); }

 private:
  std::atomic<uint32_t>& Word(uint32_t offset) {
    return *reinterpret_cast<std::atomic<uint32_t>*>(data_ + offset);
  }

  MappedFile& file_;
  char* const data_;
};

CounterFileResult Failed(CounterFileError error) { return {nullptr, error, 0}; }
CounterFileResult SystemFailed() { return {nullptr, CounterFileError::kSystem, errno}; }

// Writes a whole new file: all of its first page, so that its blocks are allocated on any file
// system. False, with errno, on failure.
bool WriteNewFile(int fd, const std::string& header) {
  if (!MayWriteFileOf(format::kMinFileBytes)) {
    errno = EFBIG;
    return false;
  }
  char page[format::kMinFileBytes] = {};
  std::memcpy(page, header.data(), header.size());
  const ssize_t written = raw_file::WriteAt(fd, page, sizeof page, 0);
  if (written >= 0 && written < static_cast<ssize_t>(sizeof page)) errno = ENOSPC;
  return written == static_cast<ssize_t>(sizeof page);
}

// Creates the file, unless another process is first. Returns 0 or errno.
int Create(const char* path, const std::string& header) {
  UniqueFd fd;
  std::string temporary;
  do {
    temporary = TemporaryName(path);
    fd.reset(
        raw_file::Open(At(temporary), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  } while (!fd.valid() && errno == EEXIST);
  if (!fd.valid()) return errno;
  const int error_number =
      WriteNewFile(fd.get(), header) ? RenameToNewName(temporary.c_str(), path) : errno;
  if (error_number != 0) {
    const At at(temporary);
    unlinkat(at.directory(), at.name(), 0);
  }
  return error_number == EEXIST ? 0 : error_number;
}

// Opening a file to count does not change it. If it updated the access time, which only the owner
// may suppress, each start of a program would write to the disk.
int OpenExisting(const char* path) {
  constexpr int kFlags = O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;
  const At at(path);
  const int fd = raw_file::Open(at, kFlags | O_NOATIME);
  return fd < 0 && errno == EPERM ? raw_file::Open(at, kFlags) : fd;
}

// The files that this process has open. Files are only added; the release that adds one pairs with
// the acquire of whoever walks the list, and `next_` never changes after that.
constinit std::atomic<CounterFile*> files{nullptr};

}  // namespace

CounterFile::CounterFile(const char* path, int fd, const struct stat& info, uint32_t header_bytes,
                         const CounterFileIdentity& identity) noexcept
    : mapping_(path, fd, info),
      header_bytes_(header_bytes),
      begin_day_(identity.begin_day),
      end_day_(identity.end_day) {}

CounterFileResult CounterFile::OpenOrCreate(const char* path,
                                            const CounterFileIdentity& identity) noexcept {
  const std::string metadata = EncodeMetadata(identity);
  if (metadata.size() > format::kMaxMetadataBytes) return Failed(CounterFileError::kTooLarge);
  const std::string header = EncodeHeader(metadata);
  CounterFileResult result;
  // Somebody may remove the file between our two steps, but not forever.
  for (int attempt = 0; attempt < 3; ++attempt) {
    result = Open(path, header, identity);
    if (result.error != CounterFileError::kSystem || result.error_number != ENOENT) break;
    if (const int error_number = Create(path, header); error_number != 0) {
      return {nullptr, CounterFileError::kSystem, error_number};
    }
  }
  return result;
}

CounterFileResult CounterFile::Open(const char* path, const std::string& header,
                                    const CounterFileIdentity& identity) noexcept {
  UniqueFd fd(OpenExisting(path));
  if (!fd.valid() && (errno == ELOOP || errno == EISDIR || errno == ENXIO)) {
    return Failed(CounterFileError::kForeign);
  }
  struct stat info;
  if (!fd.valid() || fstat(fd.get(), &info) != 0) return SystemFailed();
  // What others can write does not count, so nothing is counted there.
  if (!S_ISREG(info.st_mode) || !OnlyUserCanWrite(info)) return Failed(CounterFileError::kForeign);
  if (info.st_size < format::kMinFileBytes) return Failed(CounterFileError::kDamaged);
  if (CounterFile* file = FindOpen(info, header)) return {file};

  CounterFile* file = new (std::nothrow)
      CounterFile(path, fd.release(), info, static_cast<uint32_t>(header.size()), identity);
  if (file == nullptr) return {nullptr, CounterFileError::kSystem, ENOMEM};
  const CounterFileResult failure = file->CheckContents(header);
  if (failure.error != CounterFileError::kNone) {
    delete file;  // nobody holds one of its cells yet
    return failure;
  }
  file->next_ = files.load(std::memory_order_relaxed);
  while (!files.compare_exchange_weak(file->next_, file, std::memory_order_release,
                                      std::memory_order_relaxed)) {
  }
  file->CloseOlderFiles();
  return {file};
}

void CounterFile::CloseOlderFiles() noexcept {
  // Only those whose week was over before this one's began. A file whose week ended just now may be
  // growing at this moment, in a thread that still counts into it.
  for (CounterFile* file = files.load(std::memory_order_acquire); file != nullptr;
       file = file->next_) {
    if (file->end_day_ < begin_day_) file->mapping_.file().CloseDescriptor();
  }
}

CounterFile* CounterFile::FindOpen(const struct stat& info, const std::string& header) noexcept {
  for (CounterFile* file = files.load(std::memory_order_acquire); file != nullptr;
       file = file->next_) {
    if (file->mapping_.file().Is(info) && !file->damaged() &&
        std::memcmp(file->mapping_.data(), header.data(), header.size()) == 0) {
      return file;
    }
  }
  return nullptr;
}

CounterFileResult CounterFile::CheckContents(const std::string& header) noexcept {
  if (!mapping_.ok()) {
    return {nullptr, errno == ENODEV ? CounterFileError::kUnmappable : CounterFileError::kSystem,
            errno};
  }
  switch (mapping_.Reaches(format::kMinFileBytes)) {
    case Reach::kYes:
      break;
    case Reach::kBeyondFile:
      return Failed(CounterFileError::kDamaged);
    case Reach::kBeyondWindow:
      return {nullptr, CounterFileError::kSystem, ENOSPC};
  }
  // Otherwise the kernel would map the first page, with the table and the first records, for
  // reading now and for writing later. An exchange that changes nothing is a write, so the first
  // counter to be used need not wait. Relaxed: nobody sees it.
  uint64_t zero = 0;
  reinterpret_cast<std::atomic<uint64_t>*>(mapping_.data())
      ->compare_exchange_strong(zero, 0, std::memory_order_relaxed);
  const absl::string_view page(mapping_.data(), format::kMinFileBytes);
  if (page.substr(0, header.size()) != header) {
    return Failed(StartsWithHeader(page) ? CounterFileError::kForeign : CounterFileError::kDamaged);
  }
  MappedMemory memory(mapping_);
  const RecordError error = RecordTable(memory, header_bytes_).Check();
  return Failed(error == RecordError::kNone && !damaged() ? CounterFileError::kNone
                                                          : CounterFileError::kDamaged);
}

std::atomic<uint64_t>* CounterFile::FindOrAdd(absl::string_view name) noexcept {
  if (name.empty() || name.size() > format::kMaxNameBytes || damaged()) return nullptr;
  MappedMemory memory(mapping_);
  const RecordResult record = RecordTable(memory, header_bytes_).FindOrAdd(name);
  if (record.error == RecordError::kDamaged) damaged_.store(true, std::memory_order_relaxed);
  if (record.error != RecordError::kNone) return nullptr;
  return reinterpret_cast<std::atomic<uint64_t>*>(mapping_.data() + record.offset +
                                                  format::kRecordCountOffset);
}

void CounterFile::MakeRoom(uint32_t bytes) noexcept {
  if (damaged()) return;
  MappedMemory memory(mapping_);
  const uint64_t end = std::max(memory.Load32(header_bytes_ + format::kLimitOffset),
                                header_bytes_ + format::kRecordsOffset) +
                       uint64_t{bytes};
  if (mapping_.Reaches(end) == Reach::kBeyondFile) (void)mapping_.Grow(end);
}

}  // namespace telemetry
