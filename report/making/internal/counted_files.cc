#include "report/making/internal/counted_files.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "report/report_files/week_commit.h"
#include "storage/civil_day.h"
#include "storage/counter_file/counter_file_format.h"
#include "storage/counter_file/counter_file_parser.h"
#include "storage/directory/path.h"
#include "storage/files/own_file.h"
#include "storage/telemetry_dir.h"
#include "storage/telemetry_root.h"

namespace telemetry::report_internal {
namespace {

bool IsPutAsideCounterFile(absl::string_view path) {
  return absl::ConsumeSuffix(&path, kPutAsideSuffix) &&
         absl::EndsWith(path, counter_file_format::kFileNameSuffix);
}

absl::StatusOr<std::vector<std::string>> CounterFilePaths(const TelemetryFiles& files) {
  std::vector<std::string> paths = files.PathsOfKind(TelemetryFileKind::kCounterFile);
  // A program puts a damaged file aside to count on; what can be read of it was counted all the same.
  for (const std::string& path : files.PathsOfKind(TelemetryFileKind::kPutAside)) {
    if (IsPutAsideCounterFile(path) && ReadCountedFile(files.dir(), path).ok())
      paths.push_back(path);
  }
  absl::StatusOr<std::vector<std::string>> claimed = ClaimedFiles(files);
  if (!claimed.ok()) return claimed.status();
  paths.insert(paths.end(), claimed->begin(), claimed->end());
  std::stable_sort(paths.begin(), paths.end(), [](const std::string& a, const std::string& b) {
    return BaseName(a) < BaseName(b);
  });
  return paths;
}

}  // namespace

absl::StatusOr<FoundFiles> FindCounterFiles(const TelemetryFiles& files) {
  const absl::StatusOr<std::vector<std::string>> paths = CounterFilePaths(files);
  if (!paths.ok()) return paths.status();
  FoundFiles found;
  for (const std::string& path : *paths) {
    absl::StatusOr<CountedFile> file = ReadCountedFile(files.dir(), path);
    if (file.ok()) {
      const absl::Status damage = DamageOf(file->contents, path);
      if (!damage.ok()) found.warnings.emplace_back(damage.message());
      found.by_week[WeekOf(*file)].push_back({path, *std::move(file)});
    } else if (!absl::IsNotFound(file.status())) {  // not removed meanwhile
      found.warnings.emplace_back(file.status().message());
      if (IsSystemFailure(file.status())) found.failure.Update(file.status());
    }
  }
  return found;
}

bool IsSystemFailure(const absl::Status& status) {
  return !status.ok() && !absl::IsDataLoss(status) && !absl::IsInvalidArgument(status) &&
         !absl::IsOutOfRange(status);  // too large
}

absl::StatusOr<CountedFile> ReadCountedFile(const TelemetryDir& dir, const std::string& path) {
  if (IsOfCollector(dir)) {
    if (absl::Status status = CheckOwnFile(path); !status.ok()) return status;
  }
  absl::StatusOr<v1::CounterFile> contents = ReadCounterFile(path);
  if (!contents.ok()) return contents.status();
  absl::StatusOr<CounterFileMetadata> metadata = GetMetadata(*contents, path);
  if (!metadata.ok()) return metadata.status();
  CountedFile file{*std::move(metadata), *std::move(contents)};
  if (!ParseCivilDay(FormatCivilDay(WeekOf(file))).has_value()) {
    return absl::DataLossError(absl::StrCat(path, ": expires in an impossible year"));
  }
  return file;
}

absl::CivilDay WeekOf(const CountedFile& file) {
  return absl::ToCivilDay(file.metadata.time_end, absl::UTCTimeZone());
}

}  // namespace telemetry::report_internal
