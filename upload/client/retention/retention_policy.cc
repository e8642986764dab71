#include "upload/client/retention/retention_policy.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "storage/telemetry_files/telemetry_file_name.h"

namespace telemetry {
namespace {

using Kind = TelemetryFileKind;

struct Classified {
  const StoredFile* file;
  Kind kind;
  // A report's day; for anything else, the day of its last change.
  absl::CivilDay day;
};

bool IsReport(Kind kind) { return kind == Kind::kLocalReport || kind == Kind::kSentReport; }
bool IsLeftover(Kind kind) { return kind == Kind::kTemporary || kind == Kind::kLock; }

Classified Classify(const StoredFile& file) {
  const Kind kind = file.file.kind;
  return {&file, kind,
          IsReport(kind) ? file.file.day : absl::ToCivilDay(file.changed, absl::UTCTimeZone())};
}

// A report bears out another if it is at most so much older.
constexpr int kBearsOutDays = 100;

// The dates that decide about reports.
struct ReferenceDates {
  // From here the age of reports counts; nothing if no date is to be believed.
  std::optional<absl::CivilDay> newest;
  // Of the latest report that was uploaded.
  absl::CivilDay uploaded = absl::CivilDay::min();
};

// Believes the newest date that is not in the future and that another report bears out: one report
// that was made while the clock was wrong decides nothing.
ReferenceDates FindReferenceDates(absl::Span<const Classified> files, absl::CivilDay today) {
  ReferenceDates dates;
  std::set<absl::CivilDay> days;
  for (const Classified& file : files) {
    if (IsReport(file.kind) && file.day <= today) days.insert(file.day);
    if (file.kind == Kind::kSentReport) dates.uploaded = std::max(dates.uploaded, file.day);
  }
  for (auto day = days.rbegin(); day != days.rend(); ++day) {
    const auto before = std::next(day);
    if (before == days.rend() || *day - *before > kBearsOutDays) continue;
    dates.newest = *day;
    break;
  }
  return dates;
}

bool MayGo(const Classified& file, const ReferenceDates& dates) {
  return (IsReport(file.kind) || IsLeftover(file.kind) || file.kind == Kind::kPutAside ||
          file.kind == Kind::kLog) &&
         !(file.kind == Kind::kSentReport && file.day == dates.uploaded);
}

bool IsExpired(const Classified& file, const ReferenceDates& dates, const RetentionLimits& limits,
               absl::Time now) {
  const absl::Duration age = now - file.file->changed;
  switch (file.kind) {
    case Kind::kLocalReport:
    case Kind::kSentReport:
      return dates.newest.has_value() && *dates.newest - file.day > limits.report_age_days;
    case Kind::kPutAside:
      return age > limits.put_aside_age;
    case Kind::kLog:
      return age > limits.log_age;
    case Kind::kTemporary:
    case Kind::kLock:
      return age > limits.leftover_age;
    default:
      return false;
  }
}

// When space is short, reports go last, and the oldest go first.
bool GoesBefore(const Classified& a, const Classified& b) {
  return std::pair(IsReport(a.kind), a.day) < std::pair(IsReport(b.kind), b.day);
}

}  // namespace

std::vector<TelemetryFile> FilesToRemove(absl::Span<const StoredFile> files,
                                         const RetentionLimits& limits, absl::Time now) {
  std::vector<Classified> classified;
  int64_t total_size_bytes = 0;
  for (const StoredFile& file : files) {
    classified.push_back(Classify(file));
    total_size_bytes += file.size_bytes;
  }
  const ReferenceDates dates =
      FindReferenceDates(classified, absl::ToCivilDay(now, absl::UTCTimeZone()));
  std::stable_sort(classified.begin(), classified.end(), GoesBefore);

  std::vector<TelemetryFile> removed;
  std::vector<const StoredFile*> young;
  for (const Classified& file : classified) {
    if (!MayGo(file, dates)) continue;
    if (!IsExpired(file, dates, limits, now)) {
      // A recent leftover may be in use.
      if (!IsLeftover(file.kind)) young.push_back(file.file);
      continue;
    }
    removed.push_back(file.file->file);
    total_size_bytes -= file.file->size_bytes;
  }
  for (const StoredFile* file : young) {
    if (total_size_bytes <= limits.total_size_bytes) break;
    removed.push_back(file->file);
    total_size_bytes -= file->size_bytes;
  }
  return removed;
}

}  // namespace telemetry
