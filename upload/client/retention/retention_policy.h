// How long files stay in a telemetry directory, and how much space they may take.
//
//   for (const TelemetryFile& file : FilesToRemove(files, limits, now)) Remove(file);
//
// storage/telemetry_files/telemetry_file_name.h tells a file's kind. Never removed: the mode, what
// counting needs, counter files, and reports waiting to be sent.
//
//   local report           kept for a year
//   sent report            kept for a year; the latest always, because the next report names its day
//   put aside              kept for 30 days
//   log of an upload run   kept for 30 days
//   temporary, lock        in use, or left by a killed process: kept for a day. A lock may only be
//                          removed by its holder (storage/files/file_lock.h).
//
// The age of a report is measured from the newest report, not from the clock: a clock that is years
// ahead for one run must not delete years of history. Nor must one report that was made then: a
// report counts as the newest only if it is not dated in the future, and if there is another of the
// hundred days before it. The age of other files is measured from their
// last change, which includes renaming.

#ifndef UPLOAD_CLIENT_RETENTION_RETENTION_POLICY_H_
#define UPLOAD_CLIENT_RETENTION_RETENTION_POLICY_H_

#include <cstdint>
#include <vector>

#include "absl/time/time.h"
#include "absl/types/span.h"
#include "storage/telemetry_files/telemetry_file_name.h"

namespace telemetry {

struct RetentionLimits {
  int report_age_days = 366;
  absl::Duration put_aside_age = absl::Hours(30 * 24);
  absl::Duration log_age = absl::Hours(30 * 24);
  absl::Duration leftover_age = absl::Hours(24);
  // Limit for local/, upload/ and debug/ together. Above it, the oldest removable files go whatever
  // their age, except .tmp and .lock files. Only those, counter files and waiting reports can
  // exceed the limit.
  int64_t total_size_bytes = int64_t{64} << 20;
};

// A file in a telemetry directory.
struct StoredFile {
  TelemetryFile file;
  int64_t size_bytes = 0;
  // Last change of its contents or name (st_ctime).
  absl::Time changed = {};
};

// Returns the files to remove, each once. `now` must come from the clock that stamps
// the files. Pure and thread-safe.
std::vector<TelemetryFile> FilesToRemove(absl::Span<const StoredFile> files,
                                         const RetentionLimits& limits, absl::Time now);

}  // namespace telemetry

#endif  // UPLOAD_CLIENT_RETENTION_RETENTION_POLICY_H_
