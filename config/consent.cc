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

constexpr size_t kMaxModeFileBytes = 4096;

// What the mode file says, if it can be understood.
std::optional<Mode> RecordedMode(const absl::StatusOr<std::string>& contents) {
  if (absl::IsNotFound(contents.status())) return Mode::kLocal;
  if (!contents.ok()) return std::nullopt;
  const std::optional<ModeFile> file = ParseModeFile(*contents);
  if (!file.has_value()) return std::nullopt;
  return file->mode;
}

// Calls a function that returns -1 with EINTR if a signal came first.
template <typename Call>
auto Uninterrupted(Call call) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
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
  padded.resize(std::max(padded.size(),
                         static_cast<size_t>(std::min<off_t>(info.st_size, kMaxModeFileBytes))),
                ' ');
  const ssize_t written =
      Uninterrupted([&] { return pwrite(fd, padded.data(), padded.size(), 0); });
  if (written != static_cast<ssize_t>(padded.size())) {
    if (written >= 0) errno = ENOSPC;
    return ErrnoError("write", path);
  }
  if (Uninterrupted([&] { return ftruncate(fd, static_cast<off_t>(text.size())); }) != 0) {
    return ErrnoError("truncate", path);
  }
  // A file system without fsync() still has the new contents.
  if (fsync(fd) != 0 && errno != EINVAL && errno != EROFS) return ErrnoError("sync", path);
  return absl::OkStatus();
}

// Opens the file that `path` names, through a symbolic link if it is one. Creates it, and what is
// missing of its directory, only if nothing has the name. `before` is what it held, if that is known.
absl::Status WriteModeFile(const TelemetryDir& dir, Mode mode, absl::string_view text,
                           const absl::StatusOr<std::string>& before) {
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
  // What restricts is in force as far as it got: an empty mode file means off, which is as close to
  // `off` as a full disk permits. What permits is in force as a whole or not at all.
  if (written.ok() || mode == Mode::kOff || (mode == Mode::kLocal && !is_new)) return written;
  const bool undone =
      is_new ? unlink(path.c_str()) == 0 : before.ok() && Overwrite(fd.get(), *before, path).ok();
  if (!undone && ftruncate(fd.get(), 0) == 0) {
    return absl::Status(written.code(), absl::StrCat(written.message(), "; the mode is off now"));
  }
  return written;
}

}  // namespace

absl::Status SetMode(const TelemetryDir& dir, Mode mode, absl::Time now) {
  if (dir.path().empty()) {
    return absl::FailedPreconditionError(
        absl::StrCat("there is no telemetry directory: ", TelemetryRoot::WhyNoDefaultPath()));
  }
  if (const std::string foreign = WhyForeign(dir.path()); !foreign.empty()) {
    return absl::PermissionDeniedError(
        absl::StrCat(foreign, ": only that user can decide; nothing was changed"));
  }
  absl::Status forgotten;
  if (mode != Mode::kOn) forgotten = RemoveFile(dir.upload_config_path());
  const absl::StatusOr<std::string> before = ReadFile(dir.mode_path(), kMaxModeFileBytes);
  if (RecordedMode(before) == mode) return forgotten;
  const std::string date = absl::FormatTime("%Y-%m-%d", now, absl::UTCTimeZone());
  const absl::Status written =
      WriteModeFile(dir, mode, absl::StrCat(ModeName(mode), " ", date), before);
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
