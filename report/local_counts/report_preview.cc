#include "report/local_counts/report_preview.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "report/making/internal/counted_files.h"
#include "report/making/internal/week_terms.h"
#include "report/report_files/existing_reports.h"
#include "storage/civil_day.h"

namespace telemetry {
namespace {

std::vector<CountedFile> FilesOf(const std::vector<report_internal::FoundFile>& found) {
  std::vector<CountedFile> files;
  files.reserve(found.size());
  for (const report_internal::FoundFile& file : found) files.push_back(file.file);
  return files;
}

}  // namespace

ReportOptions AsIfConsented(const ModeDecision& decision, absl::Time now) {
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
    absl::StatusOr<ReportTerms> terms =
        report_internal::TermsFor(snapshot.files.dir(), week, last_week, options, draw_x);
    if (!terms.ok()) return terms.status();
    terms->now = std::max(options.now, absl::FromCivil(week, absl::UTCTimeZone()));
    std::optional<WeekReports> reports = BuildReports(FilesOf(files), *terms, approvals);
    if (reports.has_value()) preview.weeks.push_back(*std::move(reports));
  }
  return preview;
}

}  // namespace telemetry
