#include "cmd/gotelemetry/offline_config.h"

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "config/approved_counters.h"
#include "storage/telemetry_dir.h"
#include "upload/client/config_source.h"

namespace telemetry::cmd {

absl::StatusOr<ApprovedCounters> LoadOfflineConfig(const TelemetryDir& dir, const std::string& path,
                                                   absl::string_view collector) {
  absl::StatusOr<LoadedConfig> config = OfflineConfig(dir, path, collector);
  if (config.ok()) return std::move(config->approved);
  if (!path.empty() || !absl::IsNotFound(config.status())) return config.status();
  return absl::NotFoundError(
      "no collector has sent an upload config yet; name a file with --config FILE");
}

}  // namespace telemetry::cmd
