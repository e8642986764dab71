// The upload config that a collector last gave, kept in the telemetry directory for runs without a
// network.
//
//   absl::StatusOr<ApprovedCounters> approved = ReadConfigCache(dir, "stats.example.com:443");
//
// The file, TelemetryDir::config_cache_path(), is JSON:
//   {"Collector": "stats.example.com:443", "Version": "v1.2.3", "Config": {...}}
// with the config in the form of config/upload_config.h. A reader always finds a whole one.
// Thread-safe.

#ifndef UPLOAD_CONFIG_CACHE_H_
#define UPLOAD_CONFIG_CACHE_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "config/approved_counters.h"
#include "storage/telemetry_dir.h"

namespace telemetry {

// The config that `collector` gave last.
//
// NotFound if there is none, or if it is another collector's: what one collector's users agreed to
// must not decide what another one gets. InvalidArgument if the file is damaged; otherwise as
// ReadFile() (storage/atomic_file.h).
absl::StatusOr<ApprovedCounters> ReadConfigCache(const TelemetryDir& dir,
                                                 absl::string_view collector);

// Keeps `approved`, in place of any other. Errors as WriteFileAtomically().
absl::Status WriteConfigCache(const TelemetryDir& dir, absl::string_view collector,
                              const ApprovedCounters& approved);

}  // namespace telemetry

#endif  // UPLOAD_CONFIG_CACHE_H_
