#include "upload/retention.h"

#include <sys/stat.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "storage/atomic_file.h"
#include "storage/telemetry_dir.h"
#include "upload/retention_policy.h"

namespace telemetry {
namespace {

// The regular files of the directory, without those that vanish meanwhile.
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
      file.modified = absl::TimeFromTimespec(info.st_mtim);
      files.push_back(std::move(file));
    }
  }
  return files;
}

}  // namespace

absl::StatusOr<std::vector<std::string>> RemoveExpiredFiles(const TelemetryDir& dir,
                                                            const RetentionLimits& limits,
                                                            absl::Time now) {
  const absl::StatusOr<std::vector<StoredFile>> files = ListFiles(dir);
  if (!files.ok()) return files.status();
  std::vector<std::string> names = FilesToRemove(*files, limits, now);
  for (const std::string& name : names) {
    const absl::Status removed = RemoveFile(absl::StrCat(dir.root(), "/", name));
    if (!removed.ok()) return removed;
  }
  return names;
}

}  // namespace telemetry
