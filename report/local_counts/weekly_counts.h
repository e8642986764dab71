// Everything that was counted on this machine and is still here, by week: in counter files and in
// local reports.
//
//   absl::StatusOr<WeeklyCounts> counts = ReadWeeklyCounts(dir);
//   for (const WeekCounts& week : counts->weeks) show(week);

#ifndef REPORT_LOCAL_COUNTS_WEEKLY_COUNTS_H_
#define REPORT_LOCAL_COUNTS_WEEKLY_COUNTS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "report/local_counts/local_snapshot.h"
#include "report/report.pb.h"
#include "storage/telemetry_dir.h"

namespace telemetry {

struct WeekCounts {
  // The day on which the week's counter files expire or expired.
  absl::CivilDay week;
  // Whether its report has been made.
  bool reported;
  // An entry for each combination of the five fields that describe a program, sorted by them.
  // Counts saturate at 2^63-1.
  std::vector<v1::ProgramReport> programs;
};

struct WeeklyCounts {
  // Oldest first.
  std::vector<WeekCounts> weeks;
  // A line for each file that cannot be read, with its name and the reason; its counts are missing.
  std::vector<std::string> warnings;
};

// Reads `dir`. Empty if there is no directory. Upload reports are not read: their counts are in the
// local reports too. Takes no lock: files that a concurrent report run removes may be missing.
//
// Error: the local directory cannot be listed.
absl::StatusOr<WeeklyCounts> ReadWeeklyCounts(const TelemetryDir& dir);
WeeklyCounts ReadWeeklyCounts(const LocalSnapshot& snapshot);

}  // namespace telemetry

#endif  // REPORT_LOCAL_COUNTS_WEEKLY_COUNTS_H_
