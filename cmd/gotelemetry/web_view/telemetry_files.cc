#include "cmd/gotelemetry/web_view/telemetry_files.h"

#include <sys/stat.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "report/civil_day.h"
#include "storage/counter_file/counter_file.pb.h"
#include "storage/counter_file/counter_file_json.h"
#include "storage/counter_file/counter_file_parser.h"
#include "storage/files/file.h"

namespace telemetry::cmd {
namespace {

constexpr size_t kMaxReportBytes = size_t{64} << 20;

// Extracts WEEK from "WEEK.json".
std::optional<std::string> WeekOf(absl::string_view name) {
  if (!absl::ConsumeSuffix(&name, ".json") || !ParseCivilDay(name).has_value()) return std::nullopt;
  return std::string(name);
}

// Classifies a file by its name alone.
std::optional<TelemetryFile> Classify(absl::string_view folder, absl::string_view name) {
  TelemetryFile file = {.path = absl::StrCat(folder, "/", name)};
  absl::string_view rest = name;
  if (folder == "local" && absl::EndsWith(name, ".v1.count")) {
    file.kind = FileKind::kCounterFile;
    return file;
  }
  if (folder == "upload") {
    file.kind = FileKind::kSentReport;
  } else {
    file.kind =
        absl::ConsumePrefix(&rest, "local.") ? FileKind::kLocalReport : FileKind::kReadyReport;
  }
  std::optional<std::string> week = WeekOf(rest);
  if (!week.has_value()) return std::nullopt;
  file.week = *std::move(week);
  return file;
}

void AppendFiles(const TelemetryDir& dir, absl::string_view folder,
                 std::vector<TelemetryFile>& files) {
  const absl::StatusOr<std::vector<std::string>> names =
      ListDirectory(absl::StrCat(dir.root(), "/", folder));
  if (!names.ok()) return;
  for (const std::string& name : *names) {
    std::optional<TelemetryFile> file = Classify(folder, name);
    if (!file.has_value()) continue;
    struct stat status;
    if (lstat(absl::StrCat(dir.root(), "/", file->path).c_str(), &status) != 0) continue;
    if (!S_ISREG(status.st_mode)) continue;
    file->size_bytes = static_cast<uint64_t>(status.st_size);
    file->modified = absl::TimeFromTimespec(status.st_mtim);
    files.push_back(*std::move(file));
  }
}

}  // namespace

absl::string_view FileKindName(FileKind kind) {
  switch (kind) {
    case FileKind::kCounterFile:
      return "counter file";
    case FileKind::kLocalReport:
      return "local report";
    case FileKind::kReadyReport:
      return "ready report";
    case FileKind::kSentReport:
      return "sent report";
  }
  return "";
}

std::vector<TelemetryFile> ListTelemetryFiles(const TelemetryDir& dir) {
  std::vector<TelemetryFile> files;
  if (dir.root().empty()) return files;
  AppendFiles(dir, "local", files);
  AppendFiles(dir, "upload", files);
  return files;
}

absl::StatusOr<std::string> ReadTelemetryFile(const TelemetryDir& dir, absl::string_view path) {
  const std::vector<TelemetryFile> files = ListTelemetryFiles(dir);
  const auto file = std::find_if(files.begin(), files.end(),
                                 [path](const TelemetryFile& file) { return file.path == path; });
  if (file == files.end()) return absl::NotFoundError("no such counter file or report");
  const std::string full_path = absl::StrCat(dir.root(), "/", file->path);
  if (file->kind != FileKind::kCounterFile) return ReadFile(full_path, kMaxReportBytes);
  const absl::StatusOr<v1::CounterFile> counts = ReadCounterFile(full_path);
  if (!counts.ok()) return counts.status();
  return CounterFileToJson(*counts);
}

}  // namespace telemetry::cmd
