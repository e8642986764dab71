#include "upload/client/config_source.h"

#include <stop_token>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "config/approved_counters.h"
#include "config/semver.h"
#include "config/upload_config.h"
#include "config/upload_config.pb.h"
#include "config/upload_config_check.h"
#include "storage/telemetry_dir.h"
#include "upload/client/config_cache.h"
#include "upload/client/retrier.h"
#include "upload/client/upload_client.h"
#include "upload/upload.pb.h"

namespace telemetry {
namespace {

// Extracts the config from a response.
absl::StatusOr<ApprovedCounters> ConfigIn(absl::string_view collector,
                                          v1::GetUploadConfigResponse response) {
  if (!response.has_config()) {
    return absl::InternalError(absl::StrCat("collector ", collector, " sent no config"));
  }
  // The version goes into reports, and the collector would refuse those with an invalid one.
  if (!IsValidSemver(response.version())) {
    return absl::InternalError(absl::StrCat("collector ", collector, " calls its config \"",
                                            absl::Utf8SafeCHexEscape(response.version()),
                                            "\", which is no semantic version"));
  }
  // Before it is expanded, which could take gigabytes.
  if (absl::Status status = CheckUploadConfig(response.config()); !status.ok()) {
    return absl::InternalError(
        absl::StrCat("collector ", collector, " sent an unusable config: ", status.message()));
  }
  return ApprovedCounters(std::move(*response.mutable_config()), response.version());
}

}  // namespace

absl::StatusOr<LoadedConfig> FetchConfig(const TelemetryDir& dir, absl::string_view collector,
                                         UploadClient& client, Retrier& retrier,
                                         const std::stop_token& stop) {
  // An unreadable cache is like none: the collector is asked anyway.
  absl::StatusOr<ApprovedCounters> cached = ReadConfigCache(dir, collector);
  const std::string known_version = cached.ok() ? cached->version() : "";

  absl::StatusOr<v1::GetUploadConfigResponse> response =
      retrier.Call([&] { return client.GetUploadConfig(known_version, stop); }).result;
  if (cached.ok() && response.ok() && !response->has_config() &&
      response->version() == known_version) {
    return LoadedConfig{*std::move(cached), ConfigOrigin::kCollector, absl::OkStatus()};
  }
  absl::StatusOr<ApprovedCounters> fetched =
      response.ok() ? ConfigIn(collector, *std::move(response)) : response.status();
  if (fetched.ok()) {
    const absl::Status kept = WriteConfigCache(dir, collector, *fetched);
    return LoadedConfig{*std::move(fetched), ConfigOrigin::kCollector, kept};
  }
  if (cached.ok()) {
    return LoadedConfig{*std::move(cached), ConfigOrigin::kCache, fetched.status()};
  }
  return fetched.status();
}

absl::StatusOr<LoadedConfig> OfflineConfig(const TelemetryDir& dir, const std::string& path,
                                           absl::string_view collector) {
  if (!path.empty()) {
    absl::StatusOr<v1::UploadConfig> config = ReadUploadConfigFile(path);
    if (!config.ok()) return config.status();
    return LoadedConfig{ApprovedCounters(*std::move(config)), ConfigOrigin::kFile,
                        absl::OkStatus()};
  }
  absl::StatusOr<ApprovedCounters> cached = ReadConfigCache(dir, collector);
  if (!cached.ok()) return cached.status();
  return LoadedConfig{*std::move(cached), ConfigOrigin::kCache, absl::OkStatus()};
}

}  // namespace telemetry
