#include "upload/client/config_source.h"

#include <stop_token>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "config/upload_config/approvals.h"
#include "config/upload_config/approved_counters.h"
#include "config/upload_config/received_configs.h"
#include "config/upload_config/upload_config.h"
#include "config/upload_config/upload_config.pb.h"
#include "config/upload_config/upload_config_check.h"
#include "storage/telemetry_dir.h"
#include "upload/client/connection/retrier.h"
#include "upload/client/connection/upload_client.h"
#include "upload/upload.pb.h"

namespace telemetry {

absl::StatusOr<v1::UploadConfig> AskForConfig(UploadClient& client, Retrier& retrier,
                                              const std::stop_token& stop) {
  absl::StatusOr<v1::GetUploadConfigResponse> response =
      retrier.Call([&] { return client.GetUploadConfig(stop); }).result;
  if (!response.ok()) return response.status();
  if (!response->has_config()) return absl::InternalError("the collector sent no config");
  // A version that a collector chose freely could name each client.
  const std::string version = UploadConfigVersion(response->config());
  if (response->version() != version) {
    return absl::InternalError(absl::StrCat("the collector calls its config \"",
                                            absl::Utf8SafeCHexEscape(response->version()),
                                            "\", but by its contents it is ", version));
  }
  // Before it is expanded, which could take gigabytes.
  if (absl::Status status = CheckUploadConfig(response->config()); !status.ok()) {
    return absl::InternalError(
        absl::StrCat("the collector sent an unusable config: ", status.message()));
  }
  // The first config must be one that can be kept: what is not kept could be widened tomorrow.
  if (UploadConfigToJson(response->config()).size() > kMaxUploadConfigBytes) {
    return absl::InternalError(absl::StrCat("the collector sent a config of more than ",
                                            kMaxUploadConfigBytes, " bytes of JSON"));
  }
  return std::move(*response->mutable_config());
}

absl::StatusOr<LoadedConfig> FetchConfig(const TelemetryDir& dir, absl::CivilDay today,
                                         UploadClient& client, Retrier& retrier,
                                         const std::stop_token& stop) {
  absl::StatusOr<v1::UploadConfig> answer = AskForConfig(client, retrier, stop);
  if (answer.ok()) {
    ReceivedConfigs configs = ReceivedSoFar(dir, today);
    configs.Receive(*std::move(answer), today, /*shown=*/false);
    return LoadedConfig{configs.ToApprovals(), ConfigOrigin::kCollector,
                        WriteReceivedConfigs(dir, configs)};
  }
  const absl::StatusOr<ReceivedConfigs> kept = ReadReceivedConfigs(dir);
  if (!kept.ok()) return answer.status();
  return LoadedConfig{kept->ToApprovals(), ConfigOrigin::kCache, answer.status()};
}

absl::StatusOr<LoadedConfig> OfflineConfig(const TelemetryDir& dir, const std::string& path) {
  if (!path.empty()) {
    absl::StatusOr<v1::UploadConfig> config = ReadUploadConfigFile(path);
    if (!config.ok()) return config.status();
    return LoadedConfig{Approvals(ApprovedCounters(*std::move(config))), ConfigOrigin::kFile,
                        absl::OkStatus()};
  }
  const absl::StatusOr<ReceivedConfigs> configs = ReadReceivedConfigs(dir);
  if (!configs.ok()) return configs.status();
  return LoadedConfig{configs->ToApprovals(), ConfigOrigin::kCache, absl::OkStatus()};
}

}  // namespace telemetry
