#include "config/telemetry_environment.h"

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "storage/civil_day.h"
#include "storage/files/file.h"

namespace telemetry {
namespace {

std::vector<std::string> NamesIn(const std::string& directory) {
  return ListDirectory(directory).value_or(std::vector<std::string>());
}

}  // namespace

TelemetryEnvironment FindTelemetryEnvironment(const TelemetryDir& dir, const Decision& decision) {
  TelemetryEnvironment environment{dir, decision, "", {}};
  if (dir.root().empty()) return environment;
  for (const std::string& name : NamesIn(dir.upload_dir())) {
    const absl::string_view date = absl::StripSuffix(name, ".json");
    if (date.size() < name.size() && ParseDay(date).has_value())
      environment.last_upload = std::string(date);
  }
  for (const std::string& name : NamesIn(dir.local_dir())) {
    if (absl::EndsWith(name, ".corrupt")) {
      environment.put_aside.push_back(absl::StrCat(dir.local_dir(), "/", name));
    }
  }
  return environment;
}

}  // namespace telemetry
