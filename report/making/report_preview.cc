#include "report/making/report_preview.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "report/civil_day.h"
#include "report/making/internal/counted_files.h"
#include "report/making/internal/existing_reports.h"

namespace telemetry {
namespace {

std::vector<CountedFile> FilesOf(const std::vector<report_internal::FoundFile>& found) {
  std::vector<CountedFile> files;
  files.reserve(found.size());
  for (const report_internal::FoundFile& file : found) files.push_back(file.file);
  return files;
}

}  // namespace

ReportOptions AsIfConsented(const Decision& decision, absl::Time now) {
  ReportOptions options{.mode = Mode::kOn, .consent_day = {}, .now = now};
  if (decision.mode == Mode::kOn) options.consent_day = ParseCivilDay(decision.consent_day);
  return options;
}

absl::StatusOr<ReportPreview> PreviewReports(const TelemetryDir& dir, const Approvals& approvals,
                                             const ReportOptions& options, XSource draw_x) {
  const absl::StatusOr<LocalSnapshot> snapshot = TakeLocalSnapshot(dir);
  if (!snapshot.ok()) return snapshot.status();
  return PreviewReports(*snapshot, approvals, options, draw_x);
}

absl::StatusOr<ReportPreview> PreviewReports(const LocalSnapshot& snapshot,
                                             const Approvals& approvals,
                                             const ReportOptions& options, XSource draw_x) {
  const std::string last_week = report_internal::LatestSentWeek(
      snapshot.files, absl::ToCivilDay(options.now, absl::UTCTimeZone()));

  ReportPreview preview;
  preview.warnings = snapshot.counted.warnings;
  for (const auto& [week, files] : snapshot.counted.by_week) {
    const absl::StatusOr<double> x = draw_x();
    if (!x.ok()) return x.status();
    std::optional<WeekReports> reports =
        BuildReports(FilesOf(files),
                     {.week = week,
                      .last_week = last_week,
                      .made_before = snapshot.files.HasReportOf(week),
                      .x = *x,
                      .mode = options.mode,
                      .consent_day = options.consent_day,
                      .now = std::max(options.now, absl::FromCivil(week, absl::UTCTimeZone()))},
                     approvals);
    if (reports.has_value()) preview.weeks.push_back(*std::move(reports));
  }
  return preview;
}

}  // namespace telemetry
