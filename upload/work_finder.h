// Finds the upload reports that lie ready in a telemetry directory.
//
//   absl::StatusOr<std::vector<std::string>> names = ListDirectory(dir.local_dir());
//   for (absl::CivilDay week : ReadyReports(*names)) Send(week);
//
// The counter files that are still to become reports are report/report_files.h's.

#ifndef UPLOAD_WORK_FINDER_H_
#define UPLOAD_WORK_FINDER_H_

#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/types/span.h"

namespace telemetry {

// The dates of the upload reports among the names of files in `local/`: those called
// YYYY-MM-DD.json, the earliest first, so that a collector gets a machine's weeks in their order.
// Pure.
std::vector<absl::CivilDay> ReadyReports(absl::Span<const std::string> names);

}  // namespace telemetry

#endif  // UPLOAD_WORK_FINDER_H_
