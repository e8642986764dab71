// Finds the counter files of a telemetry directory and reads them.
//
//   absl::StatusOr<FoundFiles> found = FindCounterFiles(*ListTelemetryFiles(dir));
//   for (const auto& [week, files] : found->by_week) ...
//
// Includes files that a report run claimed before it died (week_commit.h). Thread-safe.

#ifndef REPORT_MAKING_INTERNAL_COUNTED_FILES_H_
#define REPORT_MAKING_INTERNAL_COUNTED_FILES_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "report/making/report_builder.h"
#include "storage/telemetry_files/telemetry_file_name.h"

namespace telemetry::report_internal {

struct FoundFile {
  std::string path;
  CountedFile file;
};

struct FoundFiles {
  // By the day (UTC) on which they expire; within a day, ordered by name.
  std::map<absl::CivilDay, std::vector<FoundFile>> by_week;
  // A line for each file of which not everything can be read. One of which nothing can is in no week.
  std::vector<std::string> warnings;
  // The first failure to read a file that is not damaged, if any.
  absl::Status failure;
};

// Whether `status`, of reading a file, is a failure of the system, and not what the file holds.
bool IsSystemFailure(const absl::Status& status);

// All counter files of a directory, with those that were put aside as damaged and can be read, if only
// in part. Fails only if a directory of claimed files cannot be listed.
absl::StatusOr<FoundFiles> FindCounterFiles(const TelemetryFiles& files);

// Reads one counter file of `dir`. Errors: those of ReadCounterFile() and GetMetadata(), with the
// path; DataLoss if it expires in a year outside the range of report dates; of a collector's directory
// also those of CheckOwnFile() (own_file.h). What Go's programs counted is only shown, and they leave
// it to the user's umask whether a group may write it.
absl::StatusOr<CountedFile> ReadCountedFile(const TelemetryDir& dir, const std::string& path);

// The day (UTC) on which `file` expires.
absl::CivilDay WeekOf(const CountedFile& file);

}  // namespace telemetry::report_internal

#endif  // REPORT_MAKING_INTERNAL_COUNTED_FILES_H_
