// Removes everything that was counted on this machine.
//
//   absl::StatusOr<CleanRun> run = RemoveCountsAndReports(dir);

#ifndef REPORT_REPORT_FILES_CLEAN_H_
#define REPORT_REPORT_FILES_CLEAN_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/telemetry_dir.h"

namespace telemetry {

struct CleanRun {
  // Counter files and reports, damaged ones included.
  size_t files_removed = 0;
};

// Removes the counter files and the reports of `dir`, including damaged and unfinished ones, the
// copies of what was sent, what was received from a collector and on which weekday files for it expire.
// The mode and the consent stay. A running program keeps counting into its removed file; those
// counts are lost.
//
// Needs no disk space. What cannot be removed does not keep the rest from being removed.
//
// OK if the directory does not exist. FailedPrecondition if the path of `dir` is empty, as it is
// for a user without a home; PermissionDenied if it is somebody else's
// (storage/directory/ownership.h); Unavailable if reports are being made at the moment; otherwise
// the error of the first file that cannot be removed. Whatever takes the directory's place
// meanwhile is left alone. Thread-safe, also between processes.
absl::StatusOr<CleanRun> RemoveCountsAndReports(const TelemetryDir& dir);

// A file that RemoveCountsAndReports() would remove now and count.
struct CleanableFile {
  std::string path;
  // A report that is to be uploaded, and has not been.
  bool is_waiting = false;
};

// Lists them, in the order of their folders; changes nothing. Errors: those of listing the
// directory.
absl::StatusOr<std::vector<CleanableFile>> CleanableFiles(const TelemetryDir& dir);

}  // namespace telemetry

#endif  // REPORT_REPORT_FILES_CLEAN_H_
