#ifndef CMD_GOTELEMETRY_OFFLINE_CONFIG_H_
#define CMD_GOTELEMETRY_OFFLINE_CONFIG_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "config/upload_config/approvals.h"
#include "storage/telemetry_dir.h"

namespace telemetry::cmd {

// Loads the upload config for a command that uses no network: the file at `path` if not empty, else
// the config last received from the collector of `dir` (upload/client/config_source.h).
//
// NotFound, with advice, if `path` is empty and nothing was received from it; otherwise
// the errors of OfflineConfig().
absl::StatusOr<Approvals> LoadOfflineConfig(const TelemetryDir& dir, const std::string& path);

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_OFFLINE_CONFIG_H_
