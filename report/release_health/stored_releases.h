// The counts of the reports in a collector's store.
//
//   absl::StatusOr<ReleaseCounts> counts =
//       CountStoredReleases(reader, {.approved = &approved, .today = today, .first = today - 84});
//
// Thread-safe for distinct readers.

#ifndef REPORT_RELEASE_HEALTH_STORED_RELEASES_H_
#define REPORT_RELEASE_HEALTH_STORED_RELEASES_H_

#include "absl/status/statusor.h"
#include "report/release_health/release_counts.h"
#include "storage/report_store/report_reader.h"

namespace telemetry {

// Reads the days that the options do not pass over, piece by piece, as of the time of each. Errors: those of the
// reader; DATA_LOSS if what is stored is no report.
absl::StatusOr<ReleaseCounts> CountStoredReleases(ReportReader& reader,
                                                  const ReleaseCountOptions& options);

}  // namespace telemetry

#endif  // REPORT_RELEASE_HEALTH_STORED_RELEASES_H_
