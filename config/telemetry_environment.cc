#include "config/telemetry_environment.h"

#include <algorithm>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "config/mode.h"
#include "storage/day_number.h"
#include "storage/telemetry_dir.h"
#include "storage/telemetry_files/telemetry_file_name.h"

namespace telemetry {

TelemetryEnvironment EnvironmentOf(const TelemetryFiles& files, const ModeDecision& decision) {
  TelemetryEnvironment environment{files.dir(), decision, std::nullopt,
                                   files.PathsOfKind(TelemetryFileKind::kPutAside)};
  for (const TelemetryFile& report : files.OfKind(TelemetryFileKind::kSentReport)) {
    environment.last_sent = std::max(environment.last_sent.value_or(report.day), report.day);
  }
  return environment;
}

}  // namespace telemetry
