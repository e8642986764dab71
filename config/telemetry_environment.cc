#include "config/telemetry_environment.h"

#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "config/mode.h"
#include "storage/civil_day.h"
#include "storage/telemetry_dir.h"
#include "storage/telemetry_files/telemetry_file_name.h"

namespace telemetry {

TelemetryEnvironment EnvironmentOf(const TelemetryFiles& files, const Decision& decision) {
  TelemetryEnvironment environment{files.dir(), decision, "",
                                   files.PathsOfKind(TelemetryFileKind::kPutAside)};
  // Sorted by name, and so by day.
  const std::vector<TelemetryFile> sent = files.OfKind(TelemetryFileKind::kSentReport);
  if (!sent.empty()) {
    environment.last_upload = FormatDay(sent.back().day - absl::CivilDay(1970, 1, 1));
  }
  return environment;
}

TelemetryEnvironment FindTelemetryEnvironment(const TelemetryDir& dir, const Decision& decision) {
  return EnvironmentOf(ListTelemetryFiles(dir).value_or(TelemetryFiles(dir, {})), decision);
}

}  // namespace telemetry
