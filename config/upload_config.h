// Upload configs: the public agreement between users and a collector about which counters may be
// uploaded (upload_config.proto), in the JSON form in which Go Telemetry publishes its own.
//
//   absl::StatusOr<v1::UploadConfig> config = ReadUploadConfigFile("upload_config.json");
//   if (!config.ok()) return config.status();
//   ApprovedCounters approved(*std::move(config));  // approved_counters.h
//
// All functions but ReadUploadConfigFile() are pure.

#ifndef CONFIG_UPLOAD_CONFIG_H_
#define CONFIG_UPLOAD_CONFIG_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "config/upload_config.pb.h"
#include "storage/json_document.h"

namespace telemetry {

// Parses a config. `name` is what errors call it, such as the file's path.
//
// As Go's decoder does, ignores fields that it does not know, takes null for a field that is absent
// and the last of fields with one name, and replaces what is not UTF-8. Unlike it, wants the names'
// exact case and rates from 0 to 1.
//
// InvalidArgument if it is not a JSON object or if a field has another type than it should; the
// message names the field, as in `c.json: Programs[2].Counters[0].Rate is not a number from 0 to
// 1`.
absl::StatusOr<v1::UploadConfig> ParseUploadConfigJson(absl::string_view json,
                                                       absl::string_view name);

// The same for JSON that is a part of a document.
absl::StatusOr<v1::UploadConfig> ParseUploadConfig(JsonValue json, absl::string_view name);

// Reads and parses the file at `path`, of at most 16 MiB. Also what ReadFile() (atomic_file.h)
// answers.
absl::StatusOr<v1::UploadConfig> ReadUploadConfigFile(const std::string& path);

// The config as Go writes it: indented by tabs, without a newline at the end, counters and stacks
// left out where there are none, a depth where it is not 0.
std::string UploadConfigToJson(const v1::UploadConfig& config);

// A version for a config that comes from a file and has none: "v0.0.0-h" and 16 hexadecimal digits,
// the FNV-1a hash of its compact JSON. Equal for equal configs, on every machine.
std::string UploadConfigVersion(const v1::UploadConfig& config);

// The counters that a config's entry stands for: "chart:a" and "chart:b" for "chart:{a,b}", the
// name itself if it has no braces.
std::vector<std::string> ExpandCounterName(absl::string_view name);

}  // namespace telemetry

#endif  // CONFIG_UPLOAD_CONFIG_H_
