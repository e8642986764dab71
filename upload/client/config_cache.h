// The upload config last received from a collector, cached in the telemetry directory for runs
// without a network.
//
//   absl::StatusOr<ApprovedCounters> approved = ReadConfigCache(dir, "stats.example.com:443");
//
// The file, TelemetryDir::config_cache_path(), is JSON:
//   {"Collector": "stats.example.com:443", "Version": "v1.2.3", "Config": {...}}
// with the config in the format of config/upload_config.h. It is replaced atomically, so readers
// never see a partial file.
// Thread-safe.

#ifndef UPLOAD_CLIENT_CONFIG_CACHE_H_
#define UPLOAD_CLIENT_CONFIG_CACHE_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "config/approved_counters.h"
#include "storage/telemetry_dir.h"

namespace telemetry {

// Returns the config last received from `collector`.
//
// NotFound if there is none, or if it came from another collector: what the users of one collector
// agreed to must not decide what another one gets. InvalidArgument if the file is damaged;
// otherwise as ReadFile() (storage/files/file.h).
absl::StatusOr<ApprovedCounters> ReadConfigCache(const TelemetryDir& dir,
                                                 absl::string_view collector);

// Stores `approved`, replacing any other. Errors as WriteFileAtomically().
absl::Status WriteConfigCache(const TelemetryDir& dir, absl::string_view collector,
                              const ApprovedCounters& approved);

}  // namespace telemetry

#endif  // UPLOAD_CLIENT_CONFIG_CACHE_H_
