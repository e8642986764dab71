#include "upload/client/retention.h"

#include <sys/stat.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "storage/files/file.h"
#include "storage/files/file_lock.h"
#include "storage/telemetry_dir.h"
#include "upload/client/retention_policy.h"

namespace telemetry {
namespace {

// Lists the regular files of the directory, except those that vanish meanwhile.
absl::StatusOr<std::vector<StoredFile>> ListFiles(const TelemetryDir& dir) {
  std::vector<StoredFile> files;
  for (const absl::string_view folder : {"local/", "upload/", "debug/"}) {
    const absl::StatusOr<std::vector<std::string>> names =
        ListDirectory(absl::StrCat(dir.root(), "/", folder));
    if (absl::IsNotFound(names.status())) continue;
    if (!names.ok()) return names.status();
    for (const std::string& name : *names) {
      StoredFile file{.name = absl::StrCat(folder, name)};
      struct stat info;
      if (lstat(absl::StrCat(dir.root(), "/", file.name).c_str(), &info) != 0) continue;
      if (!S_ISREG(info.st_mode)) continue;
      file.size_bytes = info.st_size;
      file.changed = absl::TimeFromTimespec(info.st_ctim);
      files.push_back(std::move(file));
    }
  }
  return files;
}

// Returns false if `path` is a lock that is held.
absl::StatusOr<bool> RemoveUnlessHeld(const std::string& path) {
  if (!absl::EndsWith(path, ".lock")) {
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
  for (std::string& name : FilesToRemove(*files, limits, now)) {
    const absl::StatusOr<bool> gone = RemoveUnlessHeld(absl::StrCat(dir.root(), "/", name));
    if (!gone.ok()) return gone.status();
    if (*gone) removed.push_back(std::move(name));
  }
  return removed;
}

}  // namespace telemetry
