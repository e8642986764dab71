// What reports a telemetry directory has. A report that a run has committed and, because it died, not
// yet moved to its place (week_commit.h) is as good as one that is there. Thread-safe.

#ifndef REPORT_INTERNAL_EXISTING_REPORTS_H_
#define REPORT_INTERNAL_EXISTING_REPORTS_H_

#include <optional>
#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "report/report.pb.h"
#include "storage/telemetry_dir.h"

namespace telemetry::internal {

// The latest week in upload/, as a new report's LastWeek has it: YYYY-MM-DD. Empty if there is
// none, or if it is not before `today`, as it can be only after the clock was wrong.
absl::StatusOr<std::string> LatestUploadedWeek(const TelemetryDir& dir, absl::CivilDay today);

// Whether a report of the week was made before: local, ready to be sent, or sent.
bool HasReport(const TelemetryDir& dir, absl::CivilDay week);

// The weeks that have a local report. Empty if there is no local directory; the error of listing it.
absl::StatusOr<std::set<absl::CivilDay>> WeeksWithLocalReport(const TelemetryDir& dir);

// The local report of the week, if there is one. Errors: those of ReadFile() and ParseLocalReportJson(),
// with the path.
absl::StatusOr<std::optional<v1::Report>> ReadLocalReport(const TelemetryDir& dir,
                                                          absl::CivilDay week);

}  // namespace telemetry::internal

#endif  // REPORT_INTERNAL_EXISTING_REPORTS_H_
