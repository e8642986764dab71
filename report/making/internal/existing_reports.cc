#include "report/making/internal/existing_reports.h"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "report/civil_day.h"
#include "report/making/internal/week_commit.h"
#include "report/report_json.h"
#include "storage/files/file.h"
#include "storage/files/path.h"

namespace telemetry::report_internal {
namespace {

constexpr size_t kMaxReportBytes = size_t{256} << 20;

}  // namespace

absl::StatusOr<std::string> LatestUploadedWeek(const TelemetryDir& dir, absl::CivilDay today) {
  const absl::StatusOr<std::vector<std::string>> names = ListDirectory(dir.upload_dir());
  if (absl::IsNotFound(names.status())) return "";
  if (!names.ok()) return names.status();
  std::optional<absl::CivilDay> latest;
  for (absl::string_view name : *names) {
    if (!absl::ConsumeSuffix(&name, ".json")) continue;
    const std::optional<absl::CivilDay> week = ParseCivilDay(name);
    if (week.has_value()) latest = std::max(latest.value_or(*week), *week);
  }
  return latest.has_value() && *latest < today ? FormatCivilDay(*latest) : "";
}

bool HasReport(const TelemetryDir& dir, absl::CivilDay week) {
  return FileExists(CommittedReportPath(dir, week)) || FileExists(dir.local_report_path(week)) ||
         FileExists(dir.ready_report_path(week)) || FileExists(dir.sent_report_path(week));
}

absl::StatusOr<std::set<absl::CivilDay>> WeeksWithLocalReport(const TelemetryDir& dir) {
  const absl::StatusOr<UnfinishedWeeks> unfinished = FindUnfinishedWeeks(dir);
  if (!unfinished.ok()) return unfinished.status();
  std::set<absl::CivilDay> weeks(unfinished->committed.begin(), unfinished->committed.end());
  const absl::StatusOr<std::vector<std::string>> names = ListDirectory(dir.local_dir());
  if (absl::IsNotFound(names.status())) return weeks;
  if (!names.ok()) return names.status();
  for (absl::string_view name : *names) {
    if (!absl::ConsumePrefix(&name, "local.") || !absl::ConsumeSuffix(&name, ".json")) continue;
    const std::optional<absl::CivilDay> week = ParseCivilDay(name);
    if (week.has_value()) weeks.insert(*week);
  }
  return weeks;
}

absl::StatusOr<std::optional<v1::Report>> ReadLocalReport(const TelemetryDir& dir,
                                                          absl::CivilDay week) {
  // The committed one first: it is going to replace the other.
  for (const std::string& path : {CommittedReportPath(dir, week), dir.local_report_path(week)}) {
    const absl::StatusOr<std::string> json = ReadFile(path, kMaxReportBytes);
    if (absl::IsNotFound(json.status())) continue;
    if (!json.ok()) return json.status();
    absl::StatusOr<v1::Report> report = ParseLocalReportJson(*json, path);
    if (!report.ok()) return report.status();
    return *std::move(report);
  }
  return std::nullopt;
}

}  // namespace telemetry::report_internal
