// The limit on the size of files that a process may write (RLIMIT_FSIZE).

#ifndef STORAGE_MAPPED_FILE_FILE_SIZE_LIMIT_H_
#define STORAGE_MAPPED_FILE_FILE_SIZE_LIMIT_H_

#include <cstdint>

namespace telemetry {

// Whether this process may write a file of `bytes` bytes. Ask before writing: beyond the limit the
// kernel sends SIGXFSZ, which ends most programs. Async-signal-safe; leaves errno alone.
bool MayWriteFileOf(uint64_t bytes) noexcept;

}  // namespace telemetry

#endif  // STORAGE_MAPPED_FILE_FILE_SIZE_LIMIT_H_
