#include "report/making/internal/week_terms.h"

#include "report/report_files/existing_reports.h"

namespace telemetry::report_internal {

absl::StatusOr<ReportTerms> TermsFor(const TelemetryDir& dir, absl::CivilDay week,
                                     const std::string& last_week, const ReportOptions& options,
                                     XSource draw_x) {
  const absl::StatusOr<double> x = draw_x();
  if (!x.ok()) return x.status();
  const absl::StatusOr<bool> made_before = HasReport(dir, week);
  if (!made_before.ok()) return made_before.status();
  return ReportTerms{.week = week,
                     .last_week = last_week,
                     .made_before = *made_before,
                     .x = *x,
                     .mode = options.mode,
                     .consent_day = options.consent_day,
                     .now = options.now};
}

}  // namespace telemetry::report_internal
