#include "report/report_files/existing_reports.h"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "report/report_files/week_commit.h"
#include "report/report_json.h"
#include "storage/civil_day.h"
#include "storage/directory/is_there.h"
#include "storage/files/file.h"
#include "storage/telemetry_files/telemetry_file_name.h"

namespace telemetry::report_internal {
namespace {

constexpr size_t kMaxReportBytes = size_t{256} << 20;

}  // namespace

std::string LatestSentWeek(const TelemetryFiles& files, absl::CivilDay today) {
  std::optional<absl::CivilDay> latest;
  for (const TelemetryFile& sent : files.OfKind(TelemetryFileKind::kSentReport)) {
    latest = std::max(latest.value_or(sent.day), sent.day);
  }
  return latest.has_value() && *latest < today ? FormatCivilDay(*latest) : "";
}

absl::StatusOr<bool> HasReport(const TelemetryDir& dir, absl::CivilDay week) {
  for (const std::string& path : {CommittedReportPath(dir, week), dir.local_report_path(week),
                                  dir.ready_report_path(week), dir.sent_report_path(week)}) {
    const absl::StatusOr<bool> there = IsThere(path);
    if (!there.ok()) return there.status();
    if (*there) return true;
  }
  return false;
}

std::set<absl::CivilDay> WeeksWithLocalReport(const TelemetryFiles& files) {
  std::set<absl::CivilDay> weeks;
  for (const TelemetryFileKind kind :
       {TelemetryFileKind::kCommittedReport, TelemetryFileKind::kLocalReport}) {
    for (const TelemetryFile& file : files.OfKind(kind)) weeks.insert(file.day);
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
