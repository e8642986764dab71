#include "storage/telemetry_files/collector_list.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "storage/directory/held_directory.h"
#include "storage/errno_error.h"
#include "storage/files/file.h"

namespace telemetry {
namespace {

// Whether it is a directory and no link to one. One that cannot be examined is no other thing than a
// collector's: whoever withdraws consent from all must not pass it over.
absl::StatusOr<bool> IsRealDirectory(const std::string& path) {
  struct stat info;
  const At at(path);
  if (fstatat(at.directory(), at.name(), &info, AT_SYMLINK_NOFOLLOW) == 0) {
    return S_ISDIR(info.st_mode);
  }
  if (errno == ENOENT) return false;  // removed meanwhile
  return ErrnoError("examine", path);
}

}  // namespace

absl::StatusOr<CollectorList> ListCollectors(const TelemetryRoot& root) {
  CollectorList list;
  if (!root.exists()) return list;
  const std::string folder = root.collectors_dir();
  const absl::StatusOr<std::vector<std::string>> names = ListDirectory(folder);
  if (absl::IsNotFound(names.status())) return list;
  if (!names.ok()) return names.status();
  for (const std::string& name : *names) {
    const std::optional<HostPort> collector = CollectorOfFolder(name);
    absl::StatusOr<bool> is_directory = collector.has_value();
    if (*is_directory) is_directory = IsRealDirectory(absl::StrCat(folder, "/", name));
    if (!is_directory.ok()) return is_directory.status();
    if (*is_directory) {
      list.collectors.push_back(*collector);
    } else {
      list.foreign.push_back(name);
    }
  }
  return list;
}

}  // namespace telemetry
