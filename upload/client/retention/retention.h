// Applies the retention policy to a telemetry directory.
//
//   absl::StatusOr<std::vector<std::string>> removed = RemoveExpiredFiles(dir, {}, now);

#ifndef UPLOAD_CLIENT_RETENTION_RETENTION_H_
#define UPLOAD_CLIENT_RETENTION_RETENTION_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "storage/telemetry_dir.h"
#include "upload/client/retention/retention_policy.h"

namespace telemetry {

// Removes the files that must go and returns their names, relative to the root. A lock that is held
// stays. It is not an error if another process removes a file at the same time; any other error
// stops the removal. Does not follow symbolic links. `now` must come from the clock that stamps the
// files. Thread-safe.
absl::StatusOr<std::vector<std::string>> RemoveExpiredFiles(const TelemetryDir& dir,
                                                            const RetentionLimits& limits,
                                                            absl::Time now);

}  // namespace telemetry

#endif  // UPLOAD_CLIENT_RETENTION_RETENTION_H_
