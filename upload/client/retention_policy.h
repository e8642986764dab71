// How long files stay in a telemetry directory, and how much space they may take.
//
//   for (const std::string& name : FilesToRemove(files, limits, now)) RemoveFile(root + name);
//
// A file's name tells its kind. Never removed: the mode, what counting needs, counter files, and
// reports waiting to be sent.
//
//   local/local.DATE.json  local report           kept for a year
//   upload/DATE.json       copy of a sent report  kept for a year; the latest always, because
//                                                 the next report names its date
//   local/*.corrupt        put aside as damaged   kept for 30 days
//   debug/*.log            log of an upload run   kept for 30 days
//   *.tmp, *.lock          in use, or left by a killed process: kept for a day. A lock may only be
//                          removed by its holder (storage/files/file_lock.h).
//
// The age of a report is measured from the newest report, not from the clock: a clock that is years
// ahead for one run must not delete years of history. The age of other files is measured from their
// last change, which includes renaming.

#ifndef UPLOAD_CLIENT_RETENTION_POLICY_H_
#define UPLOAD_CLIENT_RETENTION_POLICY_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "absl/types/span.h"

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
  // Relative to the root, such as "local/local.2026-11-18.json".
  std::string name;
  int64_t size_bytes = 0;
  // Last change of its contents or name (st_ctime).
  absl::Time changed = {};
};

// Returns the names of the files to remove, each once. `now` must come from the clock that stamps
// the files. Pure and thread-safe.
std::vector<std::string> FilesToRemove(absl::Span<const StoredFile> files,
                                       const RetentionLimits& limits, absl::Time now);

}  // namespace telemetry

#endif  // UPLOAD_CLIENT_RETENTION_POLICY_H_
