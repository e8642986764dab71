#include "cmd/gotelemetry/counter_files.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "storage/files/file.h"
#include "storage/telemetry_dir.h"

namespace telemetry::cmd {

absl::StatusOr<std::vector<std::string>> ChosenCounterFiles(const std::vector<std::string>& named,
                                                            const CommandContext& context) {
  if (!named.empty()) return named;
  const absl::StatusOr<TelemetryDir> dir = context.dir();
  if (!dir.ok()) return dir.status();
  const absl::StatusOr<std::vector<std::string>> names = ListDirectory(dir->local_dir());
  std::vector<std::string> paths;
  if (absl::IsNotFound(names.status())) return paths;
  if (!names.ok()) return names.status();
  for (const std::string& name : *names) {
    if (absl::EndsWith(name, ".v1.count")) {
      paths.push_back(absl::StrCat(dir->local_dir(), "/", name));
    }
  }
  return paths;
}

}  // namespace telemetry::cmd
