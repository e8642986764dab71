#include "upload/collector/config_change.h"

#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "config/upload_config/upload_config.h"
#include "config/version/semver.h"
#include "storage/quoted.h"

namespace telemetry {
namespace {

// How UploadConfigVersion() begins. Chosen by hand, such a version could stand for two configs.
constexpr char kOwnVersionPrefix[] = "v0.0.0-h";

absl::Status CheckOptions(const ConfigChangeOptions& options) {
  if (options.title.size() > kMaxConfigTitleBytes) {
    return absl::InvalidArgumentError(absl::StrCat("the title has ", options.title.size(),
                                                   " bytes, more than ", kMaxConfigTitleBytes));
  }
  if (options.version.empty()) return absl::OkStatus();
  if (!IsValidSemver(options.version) || options.version.size() > kMaxConfigVersionBytes ||
      absl::StartsWith(options.version, kOwnVersionPrefix)) {
    return absl::InvalidArgumentError(
        absl::StrCat(Quoted(options.version), " is not a version such as v1.4.0"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ConfigChangeResult> ChangeConfig(ConfigHistory& history,
                                                const v1::UploadConfig& config,
                                                const ConfigChangeOptions& options) {
  if (absl::Status status = CheckOptions(options); !status.ok()) return status;
  const absl::StatusOr<std::optional<ConfigRecord>> before = history.Newest();
  if (!before.ok()) return before.status();
  const ConfigRecord record = {
      .version = options.version.empty() ? UploadConfigVersion(config) : options.version,
      .since = options.now,
      .title = options.title,
      .bytes = UploadConfigToJson(config)};
  const absl::StatusOr<bool> changed = history.PutInForce(record);
  if (!changed.ok()) return changed.status();
  const std::string version_before = before->has_value() ? (*before)->version : "";
  if (!*changed) return ConfigChangeResult{.version = version_before};
  return ConfigChangeResult{
      .changed = true, .version = record.version, .replaced_version = version_before};
}

}  // namespace telemetry
