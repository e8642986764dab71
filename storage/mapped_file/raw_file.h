// System calls on files, without what the C library adds to them. In particular they are not
// cancellation points: a thread cancelled while it counts would end the program (a noexcept
// function is unwound). Results and errno are those of the functions of the same names.
// Async-signal-safe.

#ifndef STORAGE_MAPPED_FILE_RAW_FILE_H_
#define STORAGE_MAPPED_FILE_RAW_FILE_H_

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>

#include "storage/directory/held_directory.h"

namespace telemetry::storage_internal::raw_file {

inline int Open(const char* path, int flags, unsigned mode = 0) {
  return static_cast<int>(syscall(SYS_openat, AT_FDCWD, path, flags, mode));
}

inline int Open(const At& at, int flags, unsigned mode = 0) {
  return static_cast<int>(syscall(SYS_openat, at.directory(), at.name(), flags, mode));
}

inline int Close(int fd) { return static_cast<int>(syscall(SYS_close, fd)); }

inline int Allocate(int fd, int mode, uint64_t offset, uint64_t bytes) {
  return static_cast<int>(syscall(SYS_fallocate, fd, mode, offset, bytes));
}

inline ssize_t WriteAt(int fd, const void* data, size_t bytes, uint64_t offset) {
  return syscall(SYS_pwrite64, fd, data, bytes, offset);
}

}  // namespace telemetry::storage_internal::raw_file

#endif  // STORAGE_MAPPED_FILE_RAW_FILE_H_
