#include "storage/telemetry_files/telemetry_file_name.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "storage/counter_file/counter_file_format.h"
#include "storage/day_number.h"
#include "storage/files/file.h"

namespace telemetry {
namespace {

constexpr absl::CivilDay kNoDay(1970, 1, 1);

struct Pattern {
  TelemetryFolder folder;
  absl::string_view prefix;
  // What stands between the two: a day, or anything but nothing.
  bool has_day;
  absl::string_view suffix;
  TelemetryFileKind kind;
};

// The first that matches decides.
constexpr Pattern kPatterns[] = {
    {TelemetryFolder::kLocal, "", true, ".json", TelemetryFileKind::kReadyReport},
    {TelemetryFolder::kLocal, "local.", true, ".json", TelemetryFileKind::kLocalReport},
    {TelemetryFolder::kLocal, "report.", true, ".pending", TelemetryFileKind::kPendingReport},
    {TelemetryFolder::kLocal, "report.", true, ".committed", TelemetryFileKind::kCommittedReport},
    {TelemetryFolder::kLocal, "report", false, ".lock", TelemetryFileKind::kLock},
    {TelemetryFolder::kLocal, "", false, counter_file_format::kFileNameSuffix,
     TelemetryFileKind::kCounterFile},
    {TelemetryFolder::kLocal, "", false, kPutAsideSuffix, TelemetryFileKind::kPutAside},
    {TelemetryFolder::kLocal, "", false, kTemporarySuffix, TelemetryFileKind::kTemporary},
    {TelemetryFolder::kUpload, "", true, ".json", TelemetryFileKind::kSentReport},
    {TelemetryFolder::kUpload, "", true, ".json.lock", TelemetryFileKind::kLock},
    {TelemetryFolder::kUpload, "", false, kTemporarySuffix, TelemetryFileKind::kTemporary},
    {TelemetryFolder::kDebug, "", false, ".log", TelemetryFileKind::kLog},
};

absl::string_view FolderName(TelemetryFolder folder) {
  switch (folder) {
    case TelemetryFolder::kLocal:
      return "local";
    case TelemetryFolder::kUpload:
      return "upload";
    case TelemetryFolder::kDebug:
      return "debug";
  }
  return "";
}

// The day in `name` if it matches, kNoDay if the pattern has none.
std::optional<absl::CivilDay> Match(const Pattern& pattern, absl::string_view name) {
  if (!absl::ConsumePrefix(&name, pattern.prefix)) return std::nullopt;
  if (!absl::ConsumeSuffix(&name, pattern.suffix)) return std::nullopt;
  if (!pattern.has_day) {
    return name.empty() && pattern.prefix.empty() ? std::nullopt : std::optional(kNoDay);
  }
  const std::optional<int64_t> day = ParseDay(name);
  if (!day.has_value()) return std::nullopt;
  return kNoDay + *day;
}

}  // namespace

absl::string_view TelemetryFileKindName(TelemetryFileKind kind) {
  switch (kind) {
    case TelemetryFileKind::kCounterFile:
      return "counter file";
    case TelemetryFileKind::kLocalReport:
      return "local report";
    case TelemetryFileKind::kReadyReport:
      return "ready report";
    case TelemetryFileKind::kSentReport:
      return "sent report";
    case TelemetryFileKind::kPutAside:
      return "put aside";
    case TelemetryFileKind::kPendingReport:
    case TelemetryFileKind::kCommittedReport:
      return "unfinished report";
    case TelemetryFileKind::kLock:
      return "lock";
    case TelemetryFileKind::kTemporary:
      return "temporary";
    case TelemetryFileKind::kLog:
      return "log";
    case TelemetryFileKind::kUnknown:
      return "unknown";
  }
  return "";
}

TelemetryFile ClassifyTelemetryFile(TelemetryFolder folder, absl::string_view name) {
  TelemetryFile file{folder, std::string(name), TelemetryFileKind::kUnknown, kNoDay};
  for (const Pattern& pattern : kPatterns) {
    if (pattern.folder != folder) continue;
    const std::optional<absl::CivilDay> day = Match(pattern, name);
    if (!day.has_value()) continue;
    file.kind = pattern.kind;
    file.day = *day;
    break;
  }
  return file;
}

std::string RelativePath(const TelemetryFile& file) {
  return absl::StrCat(FolderName(file.folder), "/", file.name);
}

std::string TelemetryFiles::PathOf(const TelemetryFile& file) const {
  return absl::StrCat(dir_.path(), "/", RelativePath(file));
}

std::vector<TelemetryFile> TelemetryFiles::OfKind(TelemetryFileKind kind) const {
  std::vector<TelemetryFile> found;
  for (const TelemetryFile& file : files_) {
    if (file.kind == kind) found.push_back(file);
  }
  return found;
}

std::vector<std::string> TelemetryFiles::PathsOfKind(TelemetryFileKind kind) const {
  std::vector<std::string> paths;
  for (const TelemetryFile& file : files_) {
    if (file.kind == kind) paths.push_back(PathOf(file));
  }
  return paths;
}

bool TelemetryFiles::HasReportOf(absl::CivilDay day) const {
  return std::any_of(files_.begin(), files_.end(), [day](const TelemetryFile& file) {
    return file.day == day && (file.kind == TelemetryFileKind::kLocalReport ||
                               file.kind == TelemetryFileKind::kReadyReport ||
                               file.kind == TelemetryFileKind::kSentReport ||
                               file.kind == TelemetryFileKind::kCommittedReport);
  });
}

absl::StatusOr<TelemetryFiles> ListTelemetryFiles(const TelemetryDir& dir) {
  std::vector<TelemetryFile> files;
  if (dir.path().empty()) return TelemetryFiles(dir, std::move(files));
  for (const TelemetryFolder folder :
       {TelemetryFolder::kLocal, TelemetryFolder::kUpload, TelemetryFolder::kDebug}) {
    const absl::StatusOr<std::vector<std::string>> names =
        ListDirectory(absl::StrCat(dir.path(), "/", FolderName(folder)));
    if (absl::IsNotFound(names.status())) continue;
    if (!names.ok()) return names.status();
    for (const std::string& name : *names) files.push_back(ClassifyTelemetryFile(folder, name));
  }
  return TelemetryFiles(dir, std::move(files));
}

}  // namespace telemetry
