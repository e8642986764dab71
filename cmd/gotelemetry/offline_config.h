#ifndef CMD_GOTELEMETRY_OFFLINE_CONFIG_H_
#define CMD_GOTELEMETRY_OFFLINE_CONFIG_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "config/approved_counters.h"
#include "storage/telemetry_dir.h"

namespace telemetry::cmd {

// The upload config for a command that uses no network: the file at `path` if it is not empty, else
// what `collector` gave last (upload/config_source.h).
//
// NotFound, saying what to do, if `path` is empty and `collector` has given none; else the errors
// of OfflineConfig().
absl::StatusOr<ApprovedCounters> LoadOfflineConfig(const TelemetryDir& dir, const std::string& path,
                                                   absl::string_view collector);

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_OFFLINE_CONFIG_H_
