#include "config/consent.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "config/mode.h"
#include "storage/files/errno_error.h"
#include "storage/files/file.h"
#include "storage/files/unique_fd.h"
#include "storage/host_port.h"
#include "storage/telemetry_dir.h"
#include "storage/telemetry_files/collector_list.h"
#include "storage/telemetry_root.h"

namespace telemetry {
namespace {

// What the mode file says, if it can be understood.
std::optional<Mode> RecordedMode(const std::string& path) {
  const absl::StatusOr<std::string> contents = ReadFile(path, 4096);
  if (absl::IsNotFound(contents.status())) return Mode::kLocal;
  if (!contents.ok()) return std::nullopt;
  const std::optional<ModeFile> file = ParseModeFile(*contents);
  if (!file.has_value()) return std::nullopt;
  return file->mode;
}

// One write, padded with blanks to the length of what it replaces, so that the file holds at each
// moment either the old mode or the new one; then the blanks are cut off.
absl::Status Overwrite(int fd, absl::string_view text, const std::string& path) {
  struct stat info;
  if (fstat(fd, &info) != 0) return ErrnoError("stat", path);
  if (!S_ISREG(info.st_mode)) {
    return absl::FailedPreconditionError(absl::StrCat(path, ": not a regular file"));
  }
  std::string padded(text);
  padded.resize(std::max(padded.size(), static_cast<size_t>(std::min<off_t>(info.st_size, 4096))),
                ' ');
  const ssize_t written = pwrite(fd, padded.data(), padded.size(), 0);
  if (written != static_cast<ssize_t>(padded.size())) {
    if (written >= 0) errno = ENOSPC;
    return ErrnoError("write", path);
  }
  if (ftruncate(fd, static_cast<off_t>(text.size())) != 0) return ErrnoError("truncate", path);
  // A file system without fsync() still has the new contents.
  if (fsync(fd) != 0 && errno != EINVAL && errno != EROFS) return ErrnoError("sync", path);
  return absl::OkStatus();
}

// Opens the file that `path` names, through a symbolic link if it is one. Creates it, and what is
// missing of its directory, only if nothing has the name.
absl::Status WriteModeFile(const TelemetryDir& dir, Mode mode, absl::string_view text) {
  const std::string path = dir.mode_path();
  constexpr int kFlags = O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
  UniqueFd fd(open(path.c_str(), kFlags));
  bool is_new = false;
  if (!fd.valid() && errno == ENOENT) {
    const absl::Status made = EnsureDirectory(dir.path());
    if (!made.ok()) return made;
    fd = UniqueFd(open(path.c_str(), kFlags | O_CREAT | O_EXCL, 0600));
    is_new = true;
  }
  if (!fd.valid()) return ErrnoError("open", path);
  const absl::Status written = Overwrite(fd.get(), text, path);
  // An empty mode file means off, which is as close to `off` as a full disk permits.
  if (!written.ok() && is_new && mode != Mode::kOff) unlink(path.c_str());
  return written;
}

}  // namespace

absl::Status SetMode(const TelemetryDir& dir, Mode mode, absl::Time now) {
  if (dir.path().empty()) {
    return absl::FailedPreconditionError("there is no telemetry directory: HOME is not set");
  }
  absl::Status forgotten;
  if (mode != Mode::kOn) forgotten = RemoveFile(dir.upload_config_path());
  if (RecordedMode(dir.mode_path()) == mode) return forgotten;
  const std::string date = absl::FormatTime("%Y-%m-%d", now, absl::UTCTimeZone());
  const absl::Status written = WriteModeFile(dir, mode, absl::StrCat(ModeName(mode), " ", date));
  return written.ok() ? forgotten : written;
}

absl::Status SetModeOfAll(const TelemetryRoot& root, Mode mode, absl::Time now) {
  absl::Status status;
  const absl::StatusOr<CollectorList> list = ListCollectors(root);
  if (!list.ok()) status = list.status();
  // The collectors first: removing what was received from them frees space on a full disk.
  if (list.ok()) {
    for (const HostPort& collector : list->collectors) {
      status.Update(SetMode(root.collector(collector), mode, now));
    }
  }
  status.Update(SetMode(root.go(), mode, now));
  return status;
}

}  // namespace telemetry
