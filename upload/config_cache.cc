#include "upload/config_cache.h"

#include <cstddef>
#include <string>
#include <string_view>
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
#include "simdjson.h"
#include "storage/atomic_file.h"
#include "storage/json_writer.h"
#include "storage/telemetry_dir.h"

namespace telemetry {
namespace {

constexpr size_t kMaxFileSizeBytes = 16 << 20;

std::string Quoted(absl::string_view text) {
  JsonWriter json;
  json.String(text);
  return std::move(json).Take();
}

}  // namespace

absl::StatusOr<ApprovedCounters> ReadConfigCache(const TelemetryDir& dir,
                                                 absl::string_view collector) {
  const std::string path = dir.config_cache_path();
  const absl::StatusOr<std::string> text = ReadFile(path, kMaxFileSizeBytes);
  if (!text.ok()) return text.status();

  simdjson::dom::parser parser;
  simdjson::dom::element root;
  std::string_view cached_collector, version;
  simdjson::dom::element config_json;
  if (parser.parse(*text).get(root) != simdjson::SUCCESS ||
      root["Collector"].get(cached_collector) != simdjson::SUCCESS ||
      root["Version"].get(version) != simdjson::SUCCESS ||
      root["Config"].get(config_json) != simdjson::SUCCESS) {
    return absl::InvalidArgumentError(absl::StrCat(path, " is not a cached upload config"));
  }
  if (!absl::EqualsIgnoreCase(std::string(cached_collector), collector)) {
    return absl::NotFoundError(
        absl::StrCat(path, " is of ", std::string(cached_collector), ", not of ", collector));
  }
  if (!IsValidSemver(std::string(version))) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": Version ", Quoted(std::string(version)), " is no semantic version"));
  }
  absl::StatusOr<v1::UploadConfig> config =
      ParseUploadConfigJson(simdjson::minify(config_json), path);
  if (!config.ok()) return config.status();
  return ApprovedCounters(*std::move(config), std::string(version));
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
