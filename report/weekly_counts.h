// Everything that was counted on this machine and is still here, week by week: what is in counter
// files now, and what has become local reports.
//
//   absl::StatusOr<WeeklyCounts> counts = ReadWeeklyCounts(dir);
//   for (const WeekCounts& week : counts->weeks) show(week);

#ifndef REPORT_WEEKLY_COUNTS_H_
#define REPORT_WEEKLY_COUNTS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "report/report.pb.h"
#include "storage/telemetry_dir.h"

namespace telemetry {

struct WeekCounts {
  // The day on which its counter files expire, or expired.
  absl::CivilDay week;
  // Whether a report of it has been made.
  bool reported;
  // An entry for each combination of the five fields that describe a program, sorted by them.
  // Counts saturate at 2^63-1.
  std::vector<v1::ProgramReport> programs;
};

struct WeeklyCounts {
  // Oldest first.
  std::vector<WeekCounts> weeks;
  // A line for each file that cannot be read, naming it and why; its counts are missing.
  std::vector<std::string> warnings;
};

// Reads `dir`. Nothing is counted where there is no directory. Upload reports are not read: what
// they say is in the local reports. Takes no lock: files that a report run takes away meanwhile may
// be missing.
//
// Error: the local directory cannot be listed.
absl::StatusOr<WeeklyCounts> ReadWeeklyCounts(const TelemetryDir& dir);

}  // namespace telemetry

#endif  // REPORT_WEEKLY_COUNTS_H_
