#include "cmd/gotelemetry/web_view/state/telemetry_files.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "storage/counter_file/counter_file.pb.h"
#include "storage/counter_file/counter_file_json.h"
#include "storage/counter_file/counter_file_parser.h"
#include "storage/directory/held_directory.h"
#include "storage/files/file.h"
#include "storage/telemetry_files/telemetry_file_name.h"

namespace telemetry::cmd {
namespace {

constexpr size_t kMaxReportBytes = size_t{64} << 20;

bool HoldsCounts(TelemetryFileKind kind) {
  return kind == TelemetryFileKind::kCounterFile || kind == TelemetryFileKind::kLocalReport ||
         kind == TelemetryFileKind::kReadyReport || kind == TelemetryFileKind::kSentReport;
}

}  // namespace

std::string ReportDay(const StoredTelemetryFile& file) {
  if (file.file.kind == TelemetryFileKind::kCounterFile) return "";
  return absl::FormatCivilTime(file.file.day);
}

std::vector<StoredTelemetryFile> FilesWithCounts(const TelemetryFiles& files) {
  std::vector<StoredTelemetryFile> found;
  for (const TelemetryFile& file : files.all()) {
    if (!HoldsCounts(file.kind)) continue;
    struct stat status;
    const std::string path = files.PathOf(file);
    const At at(path);
    if (fstatat(at.directory(), at.name(), &status, AT_SYMLINK_NOFOLLOW) != 0 ||
        !S_ISREG(status.st_mode)) {
      continue;
    }
    found.push_back({.file = file,
                     .size_bytes = static_cast<uint64_t>(status.st_size),
                     .modified = absl::TimeFromTimespec(status.st_mtim)});
  }
  return found;
}

absl::StatusOr<std::string> ReadFileWithCounts(const TelemetryDir& dir, absl::string_view path) {
  const HeldDirectory held(dir.path());
  const absl::StatusOr<TelemetryFiles> files = ListTelemetryFiles(dir);
  if (!files.ok()) return files.status();
  for (const StoredTelemetryFile& found : FilesWithCounts(*files)) {
    if (RelativePath(found.file) != path) continue;
    const std::string full_path = files->PathOf(found.file);
    if (found.file.kind != TelemetryFileKind::kCounterFile) {
      return ReadFile(full_path, kMaxReportBytes);
    }
    const absl::StatusOr<v1::CounterFile> counts = ReadCounterFile(full_path);
    if (!counts.ok()) return counts.status();
    return CounterFileToJson(*counts);
  }
  return absl::NotFoundError("no such counter file or report");
}

}  // namespace telemetry::cmd
