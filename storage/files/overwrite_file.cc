#include "storage/files/overwrite_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "storage/directory/directory.h"
#include "storage/directory/held_directory.h"
#include "storage/directory/path.h"
#include "storage/unique_fd.h"

namespace telemetry {
namespace {

constexpr size_t kMaxFileBytes = 4096;

OverwriteResult Failed(const char* action, const std::string& path) {
  OverwriteResult result;
  result.action = action;
  result.path = path;
  result.error_number = errno;
  return result;
}

// Calls a function that returns -1 with EINTR if a signal came first.
template <typename Call>
auto Uninterrupted(Call call) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

// What the file holds, if that is known.
std::optional<std::string> ContentsOf(const std::string& path) {
  const At at(path);
  const UniqueFd fd(
      openat(at.directory(), at.name(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  if (!fd.valid()) return std::nullopt;
  char buffer[kMaxFileBytes + 1];
  const ssize_t size = Uninterrupted([&] { return read(fd.get(), buffer, sizeof buffer); });
  if (size < 0 || size > static_cast<ssize_t>(kMaxFileBytes)) return std::nullopt;
  return std::string(buffer, static_cast<size_t>(size));
}

// One write, padded with blanks to the length of what it replaces, so that the file holds at each
// moment either the old text or the new one; then the blanks are cut off.
OverwriteResult Overwrite(int fd, absl::string_view text, const std::string& path) {
  struct stat info;
  if (fstat(fd, &info) != 0) return Failed("stat", path);
  if (!S_ISREG(info.st_mode)) {
    errno = 0;
    return Failed("write", path);
  }
  std::string padded(text);
  const auto former = static_cast<size_t>(std::max<off_t>(info.st_size, 0));
  padded.resize(std::max(padded.size(), std::min(former, kMaxFileBytes)), ' ');
  const ssize_t written =
      Uninterrupted([&] { return pwrite(fd, padded.data(), padded.size(), 0); });
  if (written != static_cast<ssize_t>(padded.size())) {
    if (written >= 0) errno = ENOSPC;
    return Failed("write", path);
  }
  if (Uninterrupted([&] { return ftruncate(fd, static_cast<off_t>(text.size())); }) != 0) {
    return Failed("truncate", path);
  }
  // A file system without fsync() still has the new contents.
  if (fsync(fd) != 0 && errno != EINVAL && errno != EROFS) return Failed("sync", path);
  return {};
}

}  // namespace

OverwriteResult OverwriteFile(const std::string& path, absl::string_view text, IfItFails if_new,
                              IfItFails if_existing) {
  constexpr int kFlags = O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
  const std::optional<std::string> before = ContentsOf(path);
  const At at(path);
  UniqueFd fd(openat(at.directory(), at.name(), kFlags));
  bool is_new = false;
  if (!fd.valid() && errno == ENOENT) {
    const DirectoryResult made = MakeDirectories(DirectoryOf(path));
    if (!made.ok()) {
      errno = made.error_number;
      return Failed("create directory", made.failed);
    }
    fd.reset(openat(at.directory(), at.name(), kFlags | O_CREAT | O_EXCL, 0600));
    is_new = true;
  }
  if (!fd.valid()) return Failed("open", path);
  OverwriteResult result = Overwrite(fd.get(), text, path);
  if (result.ok() || (is_new ? if_new : if_existing) == IfItFails::kLeave) return result;
  const bool undone = is_new ? unlinkat(at.directory(), at.name(), 0) == 0
                             : before.has_value() && Overwrite(fd.get(), *before, path).ok();
  result.emptied = !undone && ftruncate(fd.get(), 0) == 0;
  return result;
}

}  // namespace telemetry
