#include "storage/mapped_file/mapped_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>

#include <algorithm>

#include "storage/mapped_file/file_size_limit.h"
#include "storage/mapped_file/raw_file.h"

namespace telemetry {

namespace raw_file = storage_internal::raw_file;
using storage_internal::Reach;
using storage_internal::RevisitedFile;

namespace {

constexpr uint64_t kPage = MappedFile::kPageBytes;
constexpr size_t kSmallestWindow = size_t{64} << 10;

// The end of the page that holds the byte before `end`.
constexpr uint64_t PageEnd(uint64_t end) { return (end + kPage - 1) / kPage * kPage; }

// Allocates blocks as fallocate(2) does, with its `mode`.
bool Allocate(int fd, int mode, uint64_t begin, uint64_t end) {
  while (raw_file::Allocate(fd, mode, begin, end - begin) != 0) {
    if (errno != EINTR) return false;
  }
  return true;
}

bool IsUnsupported(int error_number) {
  return error_number == EOPNOTSUPP || error_number == ENOSYS;
}

// Extends the file to `end` the way Go does, where fallocate(2) is not supported. No record uses a
// page's last bytes, so this undoes nothing that another process may have stored there.
// (posix_fallocate() would write into the middle of pages.)
bool WritePageEnds(int fd, uint64_t begin, uint64_t end) {
  constexpr char kZeros[4] = {};
  for (uint64_t page_end = PageEnd(begin + 1); page_end <= end; page_end += kPage) {
    if (raw_file::WriteAt(fd, kZeros, sizeof kZeros, page_end - sizeof kZeros) != sizeof kZeros) {
      return false;
    }
  }
  return true;
}

}  // namespace

MappedFile::Window MappedFile::MapWindow(int fd) noexcept {
  for (size_t bytes = kWindowBytes; bytes >= kSmallestWindow; bytes /= 4) {
    void* data = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (data != MAP_FAILED) return {static_cast<char*>(data), bytes};
    // A smaller one can succeed only if address space or locked memory is limited.
    if (errno != ENOMEM && errno != EAGAIN) break;
  }
  return {};
}

MappedFile::MappedFile(const char* path, int fd, const struct stat& info) noexcept
    : window_(MapWindow(fd)), guard_(window_.data, window_.bytes), file_(path, fd, info) {
  // If this cannot rule out holes, Reaches() fills them.
  constexpr uint64_t kBlockBytes = 512;
  const auto bytes = static_cast<uint64_t>(info.st_size);
  if (static_cast<uint64_t>(info.st_blocks) * kBlockBytes >= bytes) {
    RaiseKnownBytes(std::min<uint64_t>(bytes, window_.bytes));
  }
}

MappedFile::~MappedFile() {
  if (ok()) munmap(window_.data, window_.bytes);
}

Reach MappedFile::Reaches(uint64_t end) noexcept {
  // Read once: another thread may learn of more meanwhile, and an empty range is an error.
  const uint64_t known = Size();
  if (end <= known) return Reach::kYes;
  const int error_number = errno;
  const RevisitedFile::Handle handle = file_.Open();
  Reach reach = Reach::kBeyondWindow;
  if (handle.fd() >= 0 && end > handle.size()) {
    reach = Reach::kBeyondFile;
  } else if (handle.fd() >= 0 && end <= window_.bytes) {
    const uint64_t there = std::min<uint64_t>(handle.size(), window_.bytes);
    // Whoever extended the file may have left holes in it.
    if (Allocate(handle.fd(), FALLOC_FL_KEEP_SIZE, known, there) || IsUnsupported(errno)) {
      RaiseKnownBytes(there);
      reach = Reach::kYes;
    }
  }
  errno = error_number;
  return reach;
}

bool MappedFile::Grow(uint64_t end) noexcept {
  const uint64_t known = Size();
  if (end <= known) return true;
  end = PageEnd(end);
  if (end > window_.bytes) return false;
  const int error_number = errno;
  const RevisitedFile::Handle handle = file_.Open();
  const bool grown =
      handle.fd() >= 0 && MayWriteFileOf(end) &&
      (Allocate(handle.fd(), 0, known, end) ||
       (IsUnsupported(errno) && WritePageEnds(handle.fd(), std::max(known, handle.size()), end)));
  if (grown) RaiseKnownBytes(end);
  errno = error_number;
  return grown;
}

void MappedFile::RaiseKnownBytes(uint64_t end) noexcept {
  uint64_t known = Size();
  while (known < end &&
         !known_bytes_.compare_exchange_weak(known, end, std::memory_order_relaxed)) {
  }
}

}  // namespace telemetry
