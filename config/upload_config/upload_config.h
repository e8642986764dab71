// Upload configs: the public agreement between users and a collector about which counters may be
// uploaded (upload_config.proto), in the JSON form in which Go Telemetry publishes its own.
//
//   absl::StatusOr<v1::UploadConfig> config = ReadUploadConfigFile("upload_config.json");
//   if (!config.ok()) return config.status();
//   ApprovedCounters approved(*std::move(config));  // approved_counters.h
//
// All functions except ReadUploadConfigFile() are pure.

#ifndef CONFIG_UPLOAD_CONFIG_UPLOAD_CONFIG_H_
#define CONFIG_UPLOAD_CONFIG_UPLOAD_CONFIG_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "config/upload_config/upload_config.pb.h"
#include "storage/json/json_document.h"

namespace telemetry {

// Parses a config. Errors call it `name`, such as the file's path.
//
// Like Go's decoder, this ignores unknown fields, treats null as absent, takes the last of repeated
// fields and replaces invalid UTF-8. Unlike Go's, it requires the exact case of names, and rates
// from 0 to 1.
//
// InvalidArgument if it is not a JSON object, if a field has the wrong type, or if
// CheckUploadConfig() (upload_config_check.h) refuses it; the message names the field, as in
// `c.json: Programs[2].Counters[0].Rate is not a number from 0 to 1`.
absl::StatusOr<v1::UploadConfig> ParseUploadConfigJson(absl::string_view json,
                                                       absl::string_view name);

// The same for JSON that is part of a document.
absl::StatusOr<v1::UploadConfig> ParseUploadConfig(JsonValue json, absl::string_view name);

// The size of the largest file that is read.
inline constexpr size_t kMaxUploadConfigBytes = 16 << 20;

// Reads and parses the file at `path`. Also returns the errors of ReadFile()
// (file.h).
absl::StatusOr<v1::UploadConfig> ReadUploadConfigFile(const std::string& path);

// The config as Go writes it: indented by tabs, without a newline at the end, omitting empty lists
// of counters and stacks, depths of 0, and what Go does not know if it is empty.
std::string UploadConfigToJson(const v1::UploadConfig& config);

// A version for a config read from a file, which has none of its own: "v0.0.0-h" and 16 hexadecimal
// digits, the FNV-1a hash of its compact JSON. Equal for equal configs, on every machine.
std::string UploadConfigVersion(const v1::UploadConfig& config);

// Whether `text` may name the config of a report: a version of Go's module of configs, "v1.2.3" or
// "v0.0.0-20230822160736-17171dbf1d76", or one that UploadConfigVersion() can return. Other text is
// refused, since the version is published with the report.
bool IsUploadConfigVersion(absl::string_view text);

// The counters that a config entry stands for: "chart:a" and "chart:b" for "chart:{a,b}", or the
// name itself if it has no braces. Takes as much memory as SizeOfExpanded() says
// (upload_config_check.h), so expand only a config that was checked.
std::vector<std::string> ExpandCounterName(absl::string_view name);

}  // namespace telemetry

#endif  // CONFIG_UPLOAD_CONFIG_UPLOAD_CONFIG_H_
