#include "report/internal/existing_reports.h"

#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "report/civil_day.h"
#include "report/report_json.h"
#include "storage/atomic_file.h"

namespace telemetry::internal {
namespace {

constexpr size_t kMaxReportBytes = size_t{256} << 20;

bool Exists(const std::string& path) { return access(path.c_str(), F_OK) == 0; }

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
  return Exists(dir.local_report_path(week)) || Exists(dir.upload_report_path(week)) ||
         Exists(dir.uploaded_report_path(week));
}

absl::StatusOr<std::optional<v1::Report>> ReadLocalReport(const TelemetryDir& dir,
                                                          absl::CivilDay week) {
  const std::string path = dir.local_report_path(week);
  const absl::StatusOr<std::string> json = ReadFile(path, kMaxReportBytes);
  if (absl::IsNotFound(json.status())) return std::nullopt;
  if (!json.ok()) return json.status();
  absl::StatusOr<v1::Report> report = ParseReportJson(*json, path);
  if (!report.ok()) return report.status();
  return *std::move(report);
}

}  // namespace telemetry::internal
