// Where an upload run gets its upload config from: a file, the collector, or the cache.
//
//   absl::StatusOr<LoadedConfig> config = FetchConfig(dir, collector, *client, retrier, stop);
//   if (!config.ok()) return config.status();
//   MakeReports(dir, config->approved, options, DrawX);
//
// Thread-safe.

#ifndef UPLOAD_CLIENT_CONFIG_SOURCE_H_
#define UPLOAD_CLIENT_CONFIG_SOURCE_H_

#include <stop_token>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "config/approved_counters.h"
#include "storage/telemetry_dir.h"
#include "upload/client/retrier.h"
#include "upload/client/upload_client.h"

namespace telemetry {

enum class ConfigOrigin {
  kFile,       // A file that the user named.
  kCollector,  // The collector, just now.
  kCache,      // The collector, in an earlier run.
};

struct LoadedConfig {
  ApprovedCounters approved;
  ConfigOrigin origin;
  // Why the cached config was used although the collector was asked, or why the collector's config
  // could not be cached. Otherwise OK. The config is usable in either case.
  absl::Status warning;
};

// Returns the collector's config. Asks the collector, which sends nothing if the cached config is
// current, and caches the answer. If the collector gives no config, falls back to the cached one.
//
// Errors if there is no cached config: as UploadClient::GetUploadConfig(), or Internal if the
// collector's answer is not a config with a version.
absl::StatusOr<LoadedConfig> FetchConfig(const TelemetryDir& dir, absl::string_view collector,
                                         UploadClient& client, Retrier& retrier,
                                         const std::stop_token& stop);

// Returns a config without any network traffic: the file `path` if not empty, else the config last
// received from `collector`. Errors as ReadUploadConfigFile() (config/upload_config.h) and
// ReadConfigCache() (config_cache.h).
absl::StatusOr<LoadedConfig> OfflineConfig(const TelemetryDir& dir, const std::string& path,
                                           absl::string_view collector);

}  // namespace telemetry

#endif  // UPLOAD_CLIENT_CONFIG_SOURCE_H_
