#include "storage/files/temporary_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <string>

#include "storage/directory/held_directory.h"

namespace telemetry {

std::string TemporaryName(const std::string& path) {
  // Relaxed: it only matters that each number occurs once.
  static constinit std::atomic<uint64_t> sequence{0};
  return path + '.' + std::to_string(getpid()) +
         std::to_string(sequence.fetch_add(1, std::memory_order_relaxed)) + ".tmp";
}

TemporaryFile CreateTemporaryFile(const std::string& path) {
  TemporaryFile file;
  do {
    file.path = TemporaryName(path);
    const At at(file.path);
    file.fd.reset(openat(at.directory(), at.name(),
                         O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  } while (!file.fd.valid() && errno == EEXIST);
  return file;
}

}  // namespace telemetry
