// Puts an upload config in force on a collector's data directory: every collector on it takes the
// change within seconds.
//
//   std::unique_ptr<ConfigHistory> history = store.OpenConfigs(StoreAccess::kReadWrite).value();
//   absl::StatusOr<ConfigChangeResult> result = ChangeConfig(
//       *history, config, {.version = "v1.4.0", .title = "Count editors", .now = absl::Now()});
//
// Thread-compatible, as ConfigHistory is.

#ifndef UPLOAD_COLLECTOR_CONFIG_CHANGE_H_
#define UPLOAD_COLLECTOR_CONFIG_CHANGE_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "config/upload_config/upload_config.pb.h"
#include "storage/report_store/config_history.h"

namespace telemetry {

inline constexpr size_t kMaxConfigVersionBytes = 64;
inline constexpr size_t kMaxConfigTitleBytes = 200;

struct ConfigChangeOptions {
  // Under which it is published. Empty: UploadConfigVersion().
  std::string version = "";
  // What the change is about. Public.
  std::string title = "";
  absl::Time now;
};

struct ConfigChangeResult {
  // False if it was in force already.
  bool changed = false;
  // Under which it is in force now.
  std::string version = "";
  // What was in force before; empty if nothing was, or if nothing changed.
  std::string replaced_version = "";
};

// The config must have passed CheckUploadConfig(). It is kept as UploadConfigToJson() writes it, so
// that the same config in another form is no change.
//
// INVALID_ARGUMENT: the version is not a semantic one, longer than kMaxConfigVersionBytes or that of
// a config without one; the title is longer than kMaxConfigTitleBytes. ALREADY_EXISTS: another
// config has had the version. Otherwise: as ConfigHistory::PutInForce().
absl::StatusOr<ConfigChangeResult> ChangeConfig(ConfigHistory& history,
                                                const v1::UploadConfig& config,
                                                const ConfigChangeOptions& options);

}  // namespace telemetry

#endif  // UPLOAD_COLLECTOR_CONFIG_CHANGE_H_
