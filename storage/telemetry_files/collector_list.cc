#include "storage/telemetry_files/collector_list.h"

#include <sys/stat.h>

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "storage/files/file.h"

namespace telemetry {
namespace {

bool IsRealDirectory(const std::string& path) {
  struct stat info;
  return lstat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
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
    if (collector.has_value() && IsRealDirectory(absl::StrCat(folder, "/", name))) {
      list.collectors.push_back(*collector);
    } else {
      list.foreign.push_back(name);
    }
  }
  return list;
}

}  // namespace telemetry
