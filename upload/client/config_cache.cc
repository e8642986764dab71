#include "upload/client/config_cache.h"

#include <cstddef>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "config/approved_counters.h"
#include "config/semver.h"
#include "config/upload_config.h"
#include "config/upload_config.pb.h"
#include "storage/files/file.h"
#include "storage/json/json_document.h"
#include "storage/json/json_writer.h"
#include "storage/telemetry_dir.h"

namespace telemetry {
namespace {

constexpr size_t kMaxFileSizeBytes = 16 << 20;

std::string Quoted(absl::string_view text) {
  JsonWriter json;
  json.String(text);
  return std::move(json).Take();
}

struct CachedConfig {
  std::string collector;
  std::string version;
  v1::UploadConfig config;
};

absl::StatusOr<CachedConfig> ParseCachedConfig(absl::string_view json, absl::string_view path) {
  const absl::Status not_a_cache =
      absl::InvalidArgumentError(absl::StrCat(path, " is not a cached upload config"));
  const absl::StatusOr<JsonDocument> document = JsonDocument::Parse(json);
  if (!document.ok()) return not_a_cache;

  absl::StatusOr<std::string> collector = not_a_cache;
  absl::StatusOr<std::string> version = not_a_cache;
  absl::StatusOr<v1::UploadConfig> config = not_a_cache;
  const absl::Status status =
      document->root().ForEachField([&](absl::string_view key, JsonValue value) {
        if (key == "Collector") collector = value.String();
        if (key == "Version") version = value.String();
        if (key == "Config") config = ParseUploadConfig(value, path);
        return absl::OkStatus();
      });
  if (!status.ok() || !collector.ok() || !version.ok()) return not_a_cache;
  if (!config.ok()) return config.status();
  return CachedConfig{*std::move(collector), *std::move(version), *std::move(config)};
}

}  // namespace

absl::StatusOr<ApprovedCounters> ReadConfigCache(const TelemetryDir& dir,
                                                 absl::string_view collector) {
  const std::string path = dir.config_cache_path();
  const absl::StatusOr<std::string> text = ReadFile(path, kMaxFileSizeBytes);
  if (!text.ok()) return text.status();

  const absl::StatusOr<CachedConfig> cached = ParseCachedConfig(*text, path);
  if (!cached.ok()) return cached.status();
  if (!absl::EqualsIgnoreCase(cached->collector, collector)) {
    return absl::NotFoundError(
        absl::StrCat(path, " is of ", cached->collector, ", not of ", collector));
  }
  if (!IsValidSemver(cached->version)) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": Version ", Quoted(cached->version), " is no semantic version"));
  }
  return ApprovedCounters(cached->config, cached->version);
}

absl::Status WriteConfigCache(const TelemetryDir& dir, absl::string_view collector,
                              const ApprovedCounters& approved) {
  return WriteFileAtomically(
      dir.config_cache_path(),
      absl::StrCat("{\"Collector\": ", Quoted(collector),
                   ", \"Version\": ", Quoted(approved.version()),
                   ", \"Config\": ", UploadConfigToJson(approved.config()), "}\n"));
}

}  // namespace telemetry
