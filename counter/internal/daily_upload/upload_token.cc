#include "counter/internal/daily_upload/upload_token.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <string>

#include "absl/time/time.h"
#include "counter/internal/unix_time.h"
#include "storage/directory/held_directory.h"
#include "storage/unique_fd.h"

namespace telemetry {
namespace counter_internal {
namespace {

// Takes the token that is open as `fd`. The lock lets those who found it expired act one at a time,
// and all but the first then find it taken.
bool TakeOpen(int fd, absl::Time now) {
  struct stat info;
  if (flock(fd, LOCK_EX | LOCK_NB) != 0 || fstat(fd, &info) != 0) return false;
  if (!IsUploadTokenExpired(FromTimespec(info.st_mtim), now)) return false;
  const timespec times[] = {absl::ToTimespec(now), absl::ToTimespec(now)};
  return futimens(fd, times) == 0;
}

}  // namespace

bool IsUploadTokenExpired(absl::Time taken, absl::Time now) noexcept {
  return taken > now || now - taken >= kUploadInterval;
}

bool TakeUploadToken(const std::string& path, absl::Time now) noexcept {
  constexpr int kFlags = O_WRONLY | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK;
  const At at(path);
  const UniqueFd made(openat(at.directory(), at.name(), kFlags | O_CREAT | O_EXCL, 0600));
  if (made.valid()) {
    const timespec times[] = {absl::ToTimespec(now), absl::ToTimespec(now)};
    futimens(made.get(), times);
    return true;
  }
  const UniqueFd fd(openat(at.directory(), at.name(), kFlags));
  return fd.valid() && TakeOpen(fd.get(), now);
}

}  // namespace counter_internal
}  // namespace telemetry
