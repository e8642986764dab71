// Finds the upload reports that are ready in a telemetry directory.
//
//   absl::StatusOr<std::vector<std::string>> names = ListDirectory(dir.local_dir());
//   for (absl::CivilDay week : ReadyReports(*names)) Send(week);
//
// Counter files that have yet to become reports are handled by report/making/make_reports.h.

#ifndef UPLOAD_CLIENT_READY_REPORTS_H_
#define UPLOAD_CLIENT_READY_REPORTS_H_

#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/types/span.h"

namespace telemetry {

// Returns the dates of the upload reports, YYYY-MM-DD.json, among the names of files in `local/`,
// earliest first, so that a collector receives a machine's weeks in order. Pure.
std::vector<absl::CivilDay> ReadyReports(absl::Span<const std::string> names);

}  // namespace telemetry

#endif  // UPLOAD_CLIENT_READY_REPORTS_H_
