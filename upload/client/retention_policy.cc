#include "upload/client/retention_policy.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "report/civil_day.h"

namespace telemetry {
namespace {

enum class Kind { kKeep, kLocalReport, kUploadedReport, kPutAside, kLog, kLeftover };

struct Classified {
  const StoredFile* file;
  Kind kind;
  // A report's date; for anything else, the day of its last change.
  absl::CivilDay day;
};

std::optional<absl::CivilDay> DayBetween(absl::string_view name, absl::string_view prefix,
                                         absl::string_view suffix) {
  if (!absl::ConsumePrefix(&name, prefix) || !absl::ConsumeSuffix(&name, suffix)) {
    return std::nullopt;
  }
  return ParseCivilDay(name);
}

Classified Classify(const StoredFile& file) {
  const absl::string_view name = file.name;
  if (const auto day = DayBetween(name, "local/local.", ".json")) {
    return {&file, Kind::kLocalReport, *day};
  }
  if (const auto day = DayBetween(name, "upload/", ".json")) {
    return {&file, Kind::kUploadedReport, *day};
  }
  Kind kind = Kind::kKeep;
  if (absl::EndsWith(name, ".tmp") || absl::EndsWith(name, ".lock")) kind = Kind::kLeftover;
  if (absl::StartsWith(name, "local/") && absl::EndsWith(name, ".corrupt")) kind = Kind::kPutAside;
  if (absl::StartsWith(name, "debug/") && absl::EndsWith(name, ".log")) kind = Kind::kLog;
  return {&file, kind, absl::ToCivilDay(file.changed, absl::UTCTimeZone())};
}

bool IsReport(Kind kind) { return kind == Kind::kLocalReport || kind == Kind::kUploadedReport; }

// The reference dates for ages and exceptions.
struct NewestReports {
  absl::CivilDay any = absl::CivilDay::min();
  absl::CivilDay uploaded = absl::CivilDay::min();
};

NewestReports FindNewest(absl::Span<const Classified> files) {
  NewestReports newest;
  for (const Classified& file : files) {
    if (IsReport(file.kind)) newest.any = std::max(newest.any, file.day);
    if (file.kind == Kind::kUploadedReport) newest.uploaded = std::max(newest.uploaded, file.day);
  }
  return newest;
}

bool MayGo(const Classified& file, const NewestReports& newest) {
  return file.kind != Kind::kKeep &&
         !(file.kind == Kind::kUploadedReport && file.day == newest.uploaded);
}

bool IsExpired(const Classified& file, const NewestReports& newest, const RetentionLimits& limits,
               absl::Time now) {
  const absl::Duration age = now - file.file->changed;
  switch (file.kind) {
    case Kind::kLocalReport:
    case Kind::kUploadedReport:
      return newest.any - file.day > limits.report_age_days;
    case Kind::kPutAside:
      return age > limits.put_aside_age;
    case Kind::kLog:
      return age > limits.log_age;
    case Kind::kLeftover:
      return age > limits.leftover_age;
    case Kind::kKeep:
      break;
  }
  return false;
}

// When space is short, reports go last, and the oldest go first.
bool GoesBefore(const Classified& a, const Classified& b) {
  return std::pair(IsReport(a.kind), a.day) < std::pair(IsReport(b.kind), b.day);
}

}  // namespace

std::vector<std::string> FilesToRemove(absl::Span<const StoredFile> files,
                                       const RetentionLimits& limits, absl::Time now) {
  std::vector<Classified> classified;
  int64_t total_size_bytes = 0;
  for (const StoredFile& file : files) {
    classified.push_back(Classify(file));
    total_size_bytes += file.size_bytes;
  }
  const NewestReports newest = FindNewest(classified);
  std::stable_sort(classified.begin(), classified.end(), GoesBefore);

  std::vector<std::string> removed;
  std::vector<const StoredFile*> young;
  for (const Classified& file : classified) {
    if (!MayGo(file, newest)) continue;
    if (!IsExpired(file, newest, limits, now)) {
      // A recent leftover may be in use.
      if (file.kind != Kind::kLeftover) young.push_back(file.file);
      continue;
    }
    removed.push_back(file.file->name);
    total_size_bytes -= file.file->size_bytes;
  }
  for (const StoredFile* file : young) {
    if (total_size_bytes <= limits.total_size_bytes) break;
    removed.push_back(file->name);
    total_size_bytes -= file->size_bytes;
  }
  return removed;
}

}  // namespace telemetry
