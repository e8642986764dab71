// Where an upload run gets its upload config from: a file, the collector, or what was received from
// it before.
//
//   absl::StatusOr<LoadedConfig> config = FetchConfig(dir, today, *client, retrier, stop);
//   if (!config.ok()) return config.status();
//   MakeReports(dir, config->approvals, options, DrawX);
//
// Thread-safe.

#ifndef UPLOAD_CLIENT_CONFIG_SOURCE_H_
#define UPLOAD_CLIENT_CONFIG_SOURCE_H_

#include <stop_token>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "config/upload_config/approvals.h"
#include "config/upload_config/upload_config.pb.h"
#include "storage/telemetry_dir.h"
#include "upload/client/connection/retrier.h"
#include "upload/client/connection/upload_client.h"

namespace telemetry {

enum class ConfigOrigin {
  kFile,       // A file that the user named.
  kCollector,  // The collector, just now.
  kCache,      // The collector, in an earlier run.
};

struct LoadedConfig {
  Approvals approvals;
  ConfigOrigin origin;
  // Why the kept config was used although the collector was asked, or why the collector's config
  // could not be kept. Otherwise OK. The config is usable in either case.
  absl::Status warning;
};

// Asks the collector for its config, which tells it nothing about this machine. The config's version
// is computed from its contents.
//
// Errors: as UploadClient::GetUploadConfig(); Internal if the answer is no config, or states a
// version that is not the computed one.
absl::StatusOr<v1::UploadConfig> AskForConfig(UploadClient& client, Retrier& retrier,
                                              const std::stop_token& stop);

// Asks the collector and keeps the answer in `dir`, its directory, as received on `today`. If there
// is no answer, falls back to what was kept before; fails as AskForConfig() if nothing was.
absl::StatusOr<LoadedConfig> FetchConfig(const TelemetryDir& dir, absl::CivilDay today,
                                         UploadClient& client, Retrier& retrier,
                                         const std::stop_token& stop);

// Returns a config without any network traffic: the file `path` if not empty, else what was received
// from the collector of `dir`. Errors as ReadUploadConfigFile() (config/upload_config/upload_config.h) and
// ReadReceivedConfigs() (received_configs.h).
absl::StatusOr<LoadedConfig> OfflineConfig(const TelemetryDir& dir, const std::string& path);

}  // namespace telemetry

#endif  // UPLOAD_CLIENT_CONFIG_SOURCE_H_
