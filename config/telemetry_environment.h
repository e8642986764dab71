// What a user may want to know about one telemetry directory, Go's or a collector's: who decided
// what, what was last sent, and which files are damaged.
//
//   TelemetryEnvironment environment =
//       EnvironmentOf(*ListTelemetryFiles(root.collector(collector)), DecideMode(root, collector));

#ifndef CONFIG_TELEMETRY_ENVIRONMENT_H_
#define CONFIG_TELEMETRY_ENVIRONMENT_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "config/mode.h"
#include "storage/telemetry_dir.h"
#include "storage/telemetry_files/telemetry_file_name.h"

namespace telemetry {

struct TelemetryEnvironment {
  TelemetryDir dir;
  ModeDecision decision;
  // The latest report day of which a sent report is kept.
  std::optional<absl::CivilDay> last_sent;
  // Paths of damaged files that were put aside, sorted.
  std::vector<std::string> put_aside;
};

// Pure.
TelemetryEnvironment EnvironmentOf(const TelemetryFiles& files, const ModeDecision& decision);

}  // namespace telemetry

#endif  // CONFIG_TELEMETRY_ENVIRONMENT_H_
