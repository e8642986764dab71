// The shape of an upload config's JSON, and where its entries stand: the part of CheckConfigJson()
// (config_check.h) that looks at keys.
//
// Pure and thread-safe.

#ifndef CONFIG_APPROVAL_INTERNAL_CONFIG_KEYS_H_
#define CONFIG_APPROVAL_INTERNAL_CONFIG_KEYS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "config/approval/finding.h"
#include "storage/json/json_document.h"

namespace telemetry::config_internal {

// Lines of the entries of a v1::UploadConfig that was read from the same text.
struct ProgramLines {
  int line = 1;
  int min_version = 1;
  std::vector<int> versions;
  std::vector<int> counters;
  std::vector<int> stacks;
  std::vector<int> builds;
};

struct ConfigLines {
  std::vector<int> goos;
  std::vector<int> goarch;
  std::vector<int> go_version;
  std::vector<ProgramLines> programs;
};

struct ConfigKeys {
  ConfigLines lines;
  std::vector<Finding> findings;  // UNKNOWN_KEY and REPEATED_KEY
};

// `value_lines` are those of the document's text (json_lines.h).
ConfigKeys ReadConfigKeys(JsonValue root, const std::vector<int>& value_lines);

// The line of the value at `path`, as errors of ParseUploadConfig() spell it
// ("Programs[2].Counters[0].Rate"), or of the longest part of it that there is.
int LineOfPath(JsonValue root, const std::vector<int>& value_lines, absl::string_view path);

}  // namespace telemetry::config_internal

#endif  // CONFIG_APPROVAL_INTERNAL_CONFIG_KEYS_H_
