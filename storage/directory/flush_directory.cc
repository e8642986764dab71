#include "storage/directory/flush_directory.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "storage/directory/held_directory.h"
#include "storage/errno_error.h"
#include "storage/unique_fd.h"

namespace telemetry {

absl::Status FlushDirectory(const std::string& path) {
  const At at(path);
  UniqueFd fd(openat(at.directory(), at.name(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd.valid()) return ErrnoError("open directory", path);
  // Some file systems cannot flush a directory; nothing more can be done there.
  if (fsync(fd.get()) != 0 && errno != EINVAL) return ErrnoError("flush directory", path);
  return absl::OkStatus();
}

}  // namespace telemetry
