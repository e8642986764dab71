// How long files stay in a telemetry directory, and how much they may take in all.
//
//   for (const std::string& name : FilesToRemove(files, limits, now)) RemoveFile(root + name);
//
// What a file is, its name says. Never removed: the mode, what counting needs, counter files, and
// reports that wait to be sent.
//
//   local/local.DATE.json  local report           kept for a year
//   upload/DATE.json       copy of a sent report  kept for a year; the latest for ever, since the
//                                                 next report names its date
//   local/*.corrupt        put aside as damaged   kept for 30 days
//   debug/*.log            log of an upload run   kept for 30 days
//   *.tmp, *.lock          left by a process that was killed, or in use: kept for a day. Whoever
//                          removes a lock must hold it (storage/file_lock.h).
//
// The age of a report is counted from the newest report and not from the clock: a clock that is
// years ahead for one run must not cost the history of years. The age of other files is counted
// from their last change; renaming a file is one.

#ifndef UPLOAD_RETENTION_POLICY_H_
#define UPLOAD_RETENTION_POLICY_H_

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
  // Of local/, upload/ and debug/ together. Above it the oldest of what may be removed goes too,
  // whatever its age, but no .tmp and no .lock; only those, counter files and waiting reports can
  // take the directory beyond.
  int64_t total_size_bytes = int64_t{64} << 20;
};

// A file in a telemetry directory.
struct StoredFile {
  // Relative to the root, such as "local/local.2026-11-18.json".
  std::string name;
  int64_t size_bytes = 0;
  // The last change of its contents or of its name (st_ctime).
  absl::Time changed = {};
};

// The names of the files that must go, each once. `now` is by the clock that the files have their
// times from. Pure and thread-safe.
std::vector<std::string> FilesToRemove(absl::Span<const StoredFile> files,
                                       const RetentionLimits& limits, absl::Time now);

}  // namespace telemetry

#endif  // UPLOAD_RETENTION_POLICY_H_
