// Which reports a telemetry directory has. This includes a report that a run committed but, because
// it died, did not move to its place (week_commit.h). Thread-safe.

#ifndef REPORT_REPORT_FILES_EXISTING_REPORTS_H_
#define REPORT_REPORT_FILES_EXISTING_REPORTS_H_

#include <optional>
#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "report/report.pb.h"
#include "storage/telemetry_dir.h"
#include "storage/telemetry_files/telemetry_file_name.h"

namespace telemetry::report_internal {

// The latest week in upload/, in the form of a report's LastWeek: YYYY-MM-DD. Empty if there is
// none, or if it is not before `today`, which can only happen after the clock was wrong.
std::string LatestSentWeek(const TelemetryFiles& files, absl::CivilDay today);

// Whether the week has a report: local, ready to be sent, or sent.
absl::StatusOr<bool> HasReport(const TelemetryDir& dir, absl::CivilDay week);

// The weeks that have a local report.
std::set<absl::CivilDay> WeeksWithLocalReport(const TelemetryFiles& files);

// The local report of the week, if there is one. Errors: those of ReadFile() and
// ParseLocalReportJson(), with the path.
absl::StatusOr<std::optional<v1::Report>> ReadLocalReport(const TelemetryDir& dir,
                                                          absl::CivilDay week);

}  // namespace telemetry::report_internal

#endif  // REPORT_REPORT_FILES_EXISTING_REPORTS_H_
