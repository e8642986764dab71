#include "upload/client/retention/retention.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "storage/directory/held_directory.h"
#include "storage/files/file.h"
#include "storage/files/file_lock.h"
#include "storage/telemetry_dir.h"
#include "storage/telemetry_files/telemetry_file_name.h"
#include "upload/client/retention/retention_policy.h"

namespace telemetry {
namespace {

// Lists the regular files of the directory, except those that vanish meanwhile.
absl::StatusOr<std::vector<StoredFile>> ListFiles(const TelemetryDir& dir) {
  std::vector<StoredFile> files;
  const absl::StatusOr<TelemetryFiles> listed = ListTelemetryFiles(dir);
  if (!listed.ok()) return listed.status();
  for (const TelemetryFile& file : listed->all()) {
    struct stat info;
    const std::string path = listed->PathOf(file);
    const At at(path);
    if (fstatat(at.directory(), at.name(), &info, AT_SYMLINK_NOFOLLOW) != 0) continue;
    if (!S_ISREG(info.st_mode)) continue;
    files.push_back({.file = file,
                     .size_bytes = info.st_size,
                     .changed = absl::TimeFromTimespec(info.st_ctim)});
  }
  return files;
}

// Returns false if the file at `path` is a lock that is held.
absl::StatusOr<bool> RemoveUnlessHeld(const TelemetryFile& file, const std::string& path) {
  if (file.kind != TelemetryFileKind::kLock) {
    const absl::Status removed = RemoveFile(path);
    if (!removed.ok()) return removed;
    return true;
  }
  const absl::Status removed = FileLock::RemoveIfFree(path);
  if (absl::IsUnavailable(removed)) return false;
  if (!removed.ok()) return removed;
  return true;
}

}  // namespace

absl::StatusOr<std::vector<std::string>> RemoveExpiredFiles(const TelemetryDir& dir,
                                                            const RetentionLimits& limits,
                                                            absl::Time now) {
  const absl::StatusOr<std::vector<StoredFile>> files = ListFiles(dir);
  if (!files.ok()) return files.status();
  std::vector<std::string> removed;
  for (const TelemetryFile& file : FilesToRemove(*files, limits, now)) {
    const std::string name = RelativePath(file);
    const absl::StatusOr<bool> gone = RemoveUnlessHeld(file, absl::StrCat(dir.path(), "/", name));
    if (!gone.ok()) return gone.status();
    if (*gone) removed.push_back(name);
  }
  return removed;
}

}  // namespace telemetry
