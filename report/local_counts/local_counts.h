// Everything that was counted on this machine and is still here: in counter files and in local
// reports.
//
//   absl::StatusOr<LocalCounts> counts = ReadLocalCounts(dir);
//   for (const v1::ProgramReport& program : counts->programs) show(program);

#ifndef REPORT_LOCAL_COUNTS_LOCAL_COUNTS_H_
#define REPORT_LOCAL_COUNTS_LOCAL_COUNTS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "report/report.pb.h"
#include "storage/telemetry_dir.h"

namespace telemetry {

struct LocalCounts {
  // An entry for each combination of the five fields that describe a program, sorted by them;
  // counts are summed over all weeks and saturate at 2^63-1.
  std::vector<v1::ProgramReport> programs;
  // A line for each file that cannot be read, with its name and the reason; its counts are missing.
  std::vector<std::string> warnings;
};

// Reads `dir`. Empty if there is no directory. Upload reports are not read: their counts are in the
// local reports too.
//
// Error: the local directory cannot be listed.
absl::StatusOr<LocalCounts> ReadLocalCounts(const TelemetryDir& dir);

}  // namespace telemetry

#endif  // REPORT_LOCAL_COUNTS_LOCAL_COUNTS_H_
