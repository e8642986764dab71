// Applies the retention policy to a telemetry directory.
//
//   absl::StatusOr<std::vector<std::string>> removed = RemoveExpiredFiles(dir, {}, now);

#ifndef UPLOAD_RETENTION_H_
#define UPLOAD_RETENTION_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "storage/telemetry_dir.h"
#include "upload/retention_policy.h"

namespace telemetry {

// Removes from the directory what must go and returns its names, relative to the root. A lock that
// is held stays. A file that another process is removing at the same time is no error; otherwise
// the first error ends it. Follows no symbolic links. `now` is the time of the clock that stamps
// the files. Thread-safe.
absl::StatusOr<std::vector<std::string>> RemoveExpiredFiles(const TelemetryDir& dir,
                                                            const RetentionLimits& limits,
                                                            absl::Time now);

}  // namespace telemetry

#endif  // UPLOAD_RETENTION_H_
