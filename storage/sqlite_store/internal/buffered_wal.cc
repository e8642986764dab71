#include "storage/sqlite_store/internal/buffered_wal.h"

#include <sqlite3.h>

#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <utility>

namespace telemetry::storage_internal {
namespace {

// SQLite's VFS for Unix writes at most 128 KiB - 1 at once.
constexpr size_t kBufferBytes = 127 << 10;

// The log. All results are SQLite's codes.
class BufferedFile final : public sqlite3_file {
 public:
  // `file` is open, and `buffer` has kBufferBytes.
  BufferedFile(sqlite3_file* file, std::unique_ptr<char[]> buffer);

  int Write(const char* data, size_t size, sqlite3_int64 offset);
  // Writes what is collected. If that fails, it is dropped: SQLite rolls back, and writes all of
  // the next commit again.
  int Flush();

  // The system's file.
  sqlite3_file* file() { return file_; }

 private:
  sqlite3_file* const file_;
  const std::unique_ptr<char[]> buffer_;
  // What is collected belongs at offset_.
  size_t collected_ = 0;
  sqlite3_int64 offset_ = 0;
};

int BufferedFile::Write(const char* data, size_t size, sqlite3_int64 offset) {
  const bool follows = offset == offset_ + static_cast<sqlite3_int64>(collected_);
  if (!follows || size > kBufferBytes - collected_) {
    if (const int result = Flush(); result != SQLITE_OK) return result;
    offset_ = offset;
  }
  if (size > kBufferBytes) {
    return file_->pMethods->xWrite(file_, data, static_cast<int>(size), offset);
  }
  memcpy(&buffer_[collected_], data, size);
  collected_ += size;
  return SQLITE_OK;
}

int BufferedFile::Flush() {
  const size_t size = std::exchange(collected_, 0);
  if (size == 0) return SQLITE_OK;
  return file_->pMethods->xWrite(file_, buffer_.get(), static_cast<int>(size), offset_);
}

// SQLite calls the methods below with a BufferedFile.

int Close(sqlite3_file* self) {
  auto* const buffered = static_cast<BufferedFile*>(self);
  sqlite3_file* const file = buffered->file();
  buffered->~BufferedFile();
  return file->pMethods->xClose(file);
}

int Write(sqlite3_file* self, const void* data, int size, sqlite3_int64 offset) {
  return static_cast<BufferedFile*>(self)->Write(static_cast<const char*>(data), size, offset);
}

// A method of the system's file.
template <auto method, typename... Args>
int Call(sqlite3_file* self, Args... args) {
  sqlite3_file* const file = static_cast<BufferedFile*>(self)->file();
  return (file->pMethods->*method)(file, args...);
}

// The same after everything was written to it.
template <auto method, typename... Args>
int FlushAndCall(sqlite3_file* self, Args... args) {
  const int result = static_cast<BufferedFile*>(self)->Flush();
  return result == SQLITE_OK ? Call<method>(self, args...) : result;
}

constexpr sqlite3_io_methods kMethods = {
    .iVersion = 1,
    .xClose = Close,
    .xRead = FlushAndCall<&sqlite3_io_methods::xRead>,
    .xWrite = Write,
    .xTruncate = FlushAndCall<&sqlite3_io_methods::xTruncate>,
    .xSync = FlushAndCall<&sqlite3_io_methods::xSync>,
    .xFileSize = FlushAndCall<&sqlite3_io_methods::xFileSize>,
    .xLock = FlushAndCall<&sqlite3_io_methods::xLock>,
    .xUnlock = FlushAndCall<&sqlite3_io_methods::xUnlock>,
    .xCheckReservedLock = FlushAndCall<&sqlite3_io_methods::xCheckReservedLock>,
    .xFileControl = FlushAndCall<&sqlite3_io_methods::xFileControl>,
    .xSectorSize = Call<&sqlite3_io_methods::xSectorSize>,
    .xDeviceCharacteristics = Call<&sqlite3_io_methods::xDeviceCharacteristics>,
    // Of later versions: SQLite neither shares nor maps a log.
    .xShmMap = nullptr,
    .xShmLock = nullptr,
    .xShmBarrier = nullptr,
    .xShmUnmap = nullptr,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

BufferedFile::BufferedFile(sqlite3_file* file, std::unique_ptr<char[]> buffer)
    : sqlite3_file{&kMethods}, file_(file), buffer_(std::move(buffer)) {}

// The system's VFS, except that it opens logs as BufferedFiles.
class BufferedVfs final : public sqlite3_vfs {
 public:
  explicit BufferedVfs(sqlite3_vfs* system) : sqlite3_vfs(*system), system_(system) {
    zName = "telemetry-buffered-wal";
    szOsFile += kSizeOfBufferedFile;
    xOpen = Open;
  }

 private:
  // SQLite allocates szOsFile bytes for a file. A log's are a BufferedFile, then the system's file.
  static constexpr int kSizeOfBufferedFile = sizeof(BufferedFile);
  static_assert(kSizeOfBufferedFile % 8 == 0 && alignof(BufferedFile) == 8, "as SQLite aligns");

  static int Open(sqlite3_vfs* self, sqlite3_filename path, sqlite3_file* place, int flags,
                  int* used_flags);

  sqlite3_vfs* const system_;
};

int BufferedVfs::Open(sqlite3_vfs* self, sqlite3_filename path, sqlite3_file* place, int flags,
                      int* used_flags) {
  sqlite3_vfs* const system = static_cast<BufferedVfs*>(self)->system_;
  if ((flags & SQLITE_OPEN_WAL) == 0) {
    return system->xOpen(system, path, place, flags, used_flags);
  }
  place->pMethods = nullptr;  // tells SQLite not to close it if this fails
  std::unique_ptr<char[]> buffer(new (std::nothrow) char[kBufferBytes]);
  if (buffer == nullptr) return SQLITE_NOMEM;
  auto* const file =
      reinterpret_cast<sqlite3_file*>(reinterpret_cast<char*>(place) + kSizeOfBufferedFile);
  const int result = system->xOpen(system, path, file, flags, used_flags);
  if (result == SQLITE_OK) new (place) BufferedFile(file, std::move(buffer));
  return result;
}

const char* Register() {
  sqlite3_vfs* const system = sqlite3_vfs_find(nullptr);
  if (system == nullptr) return nullptr;
  static BufferedVfs vfs(system);
  return sqlite3_vfs_register(&vfs, /*makeDflt=*/0) == SQLITE_OK ? vfs.zName : nullptr;
}

}  // namespace

const char* BufferedWalVfs() {
  static const char* const name = Register();
  return name;
}

}  // namespace telemetry::storage_internal
