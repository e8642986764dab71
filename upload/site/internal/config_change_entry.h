// A change of the config in force, as the site tells it: when, what and why.
//
//   std::vector<ChangeLine> lines = ChangeLines(config_before, config_after);
//
// Pure; thread-safe.

#ifndef UPLOAD_SITE_INTERNAL_CONFIG_CHANGE_ENTRY_H_
#define UPLOAD_SITE_INTERNAL_CONFIG_CHANGE_ENTRY_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "config/approval/config_diff.h"
#include "config/upload_config/upload_config.pb.h"
#include "upload/site/internal/chart_notes.h"

namespace telemetry::upload_internal {

// One or more changes of one kind; the buckets of a chart are one.
struct ChangeLine {
  ConfigChange::Kind kind = ConfigChange::Kind::kChanged;
  std::string program;             // empty for what is said of all programs
  std::string what;                // as in ConfigChange
  std::vector<std::string> names;  // of counters, versions, ...
  std::string before;
  std::string after;
  ChartNote note;  // of the chart; empty unless it is approved or its approval changes
};

struct ConfigChangeEntry {
  std::string version;
  absl::Time since;
  std::string title;
  std::vector<ChangeLine> lines;
  // How many more there are.
  size_t num_unlisted = 0;
};

// In the order of DiffConfigs().
std::vector<ChangeLine> ChangeLines(const v1::UploadConfig& before, const v1::UploadConfig& after);

}  // namespace telemetry::upload_internal

#endif  // UPLOAD_SITE_INTERNAL_CONFIG_CHANGE_ENTRY_H_
