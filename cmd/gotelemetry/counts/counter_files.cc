#include "cmd/gotelemetry/counts/counter_files.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "cmd/gotelemetry/directories.h"
#include "storage/telemetry_files/telemetry_file_name.h"

namespace telemetry::cmd {

absl::StatusOr<std::vector<std::string>> ChosenCounterFiles(const std::vector<std::string>& named,
                                                            const CommandContext& context) {
  if (!named.empty()) return named;
  const absl::StatusOr<std::vector<Directory>> directories =
      ChosenDirectories({}, DefaultDirectories::kCollectorsAndGo, context);
  if (!directories.ok()) return directories.status();
  std::vector<std::string> paths;
  for (const Directory& directory : *directories) {
    const absl::StatusOr<TelemetryFiles> files = ListTelemetryFiles(directory.dir());
    if (!files.ok()) return files.status();
    for (std::string& path : files->PathsOfKind(TelemetryFileKind::kCounterFile)) {
      paths.push_back(std::move(path));
    }
  }
  return paths;
}

}  // namespace telemetry::cmd
