// The terms of a week's reports (report_builder.h), for a report run and for a preview of it.
//
//   absl::StatusOr<ReportTerms> terms = TermsFor(dir, week, last_week, options, draw_x);

#ifndef REPORT_MAKING_INTERNAL_WEEK_TERMS_H_
#define REPORT_MAKING_INTERNAL_WEEK_TERMS_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "report/making/report_builder.h"
#include "report/making/report_run.h"
#include "report/random_x.h"
#include "storage/telemetry_dir.h"

namespace telemetry::report_internal {

// Looks in `dir` for reports of `week`, and draws an X. `last_week` is that of the latest report
// uploaded before. Errors: those of `draw_x`.
absl::StatusOr<ReportTerms> TermsFor(const TelemetryDir& dir, absl::CivilDay week,
                                     const std::string& last_week, const ReportOptions& options,
                                     XSource draw_x);

}  // namespace telemetry::report_internal

#endif  // REPORT_MAKING_INTERNAL_WEEK_TERMS_H_
