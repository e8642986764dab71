#include "upload/data_dir/data_dir_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "storage/errno_error.h"
#include "upload/data_dir/collector_data_dir.h"

namespace telemetry {
namespace {

// The process id that the file contains, for people; "another one" if it has none.
std::string HolderOf(int fd) {
  char text[20];
  const ssize_t size = pread(fd, text, sizeof text, 0);
  absl::string_view digits(text, size > 0 ? static_cast<size_t>(size) : 0);
  digits = absl::StripAsciiWhitespace(digits);
  for (const char c : digits) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(c))) return "another one";
  }
  return digits.empty() ? "another one" : absl::StrCat("process ", digits);
}

}  // namespace

absl::StatusOr<DataDirLock> DataDirLock::Acquire(const std::string& data_dir, DataDirUse use) {
  const std::string path = DataDirLockPath(data_dir);
  UniqueFd fd(open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!fd.valid()) return ErrnoError("open lock file", path);
  const int kind = use == DataDirUse::kAlone ? LOCK_EX : LOCK_SH;
  while (flock(fd.get(), kind | LOCK_NB) != 0) {
    if (errno == EINTR) continue;
    if (errno != EWOULDBLOCK) return ErrnoError("lock", path);
    return absl::FailedPreconditionError(
        absl::StrCat(data_dir, ": a collector uses this data directory already, ",
                     HolderOf(fd.get()), "; several can if each says --shared-data-dir"));
  }
  // Only to be read by people: what does not fit on the disk is not missed.
  const std::string text = absl::StrCat(getpid(), "\n");
  if (ftruncate(fd.get(), 0) == 0) (void)!pwrite(fd.get(), text.data(), text.size(), 0);
  return DataDirLock(std::move(fd));
}

}  // namespace telemetry
