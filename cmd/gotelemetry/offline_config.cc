#include "cmd/gotelemetry/offline_config.h"

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "config/upload_config/approvals.h"
#include "storage/telemetry_dir.h"
#include "upload/client/config_source.h"

namespace telemetry::cmd {

absl::StatusOr<Approvals> LoadOfflineConfig(const TelemetryDir& dir, const std::string& path) {
  absl::StatusOr<LoadedConfig> config = OfflineConfig(dir, path);
  if (config.ok()) return std::move(config->approvals);
  if (!path.empty() || !absl::IsNotFound(config.status())) return config.status();
  return absl::NotFoundError(
      "this collector has not sent its config yet; name a file with --config FILE");
}

}  // namespace telemetry::cmd
