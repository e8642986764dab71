#include "cmd/gotelemetry/counter_files.h"

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/telemetry_dir.h"
#include "storage/telemetry_files/telemetry_file_name.h"

namespace telemetry::cmd {

absl::StatusOr<std::vector<std::string>> ChosenCounterFiles(const std::vector<std::string>& named,
                                                            const CommandContext& context) {
  if (!named.empty()) return named;
  const absl::StatusOr<TelemetryDir> dir = context.dir();
  if (!dir.ok()) return dir.status();
  const absl::StatusOr<TelemetryFiles> files = ListTelemetryFiles(*dir);
  if (!files.ok()) return files.status();
  return files->PathsOfKind(TelemetryFileKind::kCounterFile);
}

}  // namespace telemetry::cmd
