#include "counter/testing/telemetry_sandbox.h"

#include <stdio.h>
#include <stdlib.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "storage/counter_file/counter_file_parser.h"
#include "storage/host_port.h"
#include "storage/telemetry_dir.h"
#include "storage/telemetry_files/collector_list.h"
#include "storage/telemetry_root.h"

namespace telemetry {
namespace {

constexpr absl::string_view kCounterFileSuffix = ".v1.count";
constexpr size_t kDateBytes = 10;  // YYYY-MM-DD

[[noreturn]] void Fail(absl::string_view message) {
  fprintf(stderr, "TelemetrySandbox: %.*s\n", static_cast<int>(message.size()), message.data());
  abort();
}

std::string MakeDirectory() {
  const char* parent = getenv("TEST_TMPDIR");
  std::string path = absl::StrCat(parent != nullptr ? parent : "/tmp", "/telemetry.XXXXXX");
  if (mkdtemp(path.data()) == nullptr) Fail(absl::StrCat("cannot make the directory ", path));
  return path;
}

void SetVariable(const std::string& name, const std::optional<std::string>& value) {
  if (value.has_value()) {
    setenv(name.c_str(), value->c_str(), /*overwrite=*/1);
  } else {
    unsetenv(name.c_str());
  }
}

using CountsByDay = std::map<std::string, std::map<std::string, uint64_t>>;

// Adds what was counted in `dir`.
void AddCounts(const TelemetryDir& dir, CountsByDay& by_day) {
  if (!std::filesystem::exists(dir.local_dir())) return;
  for (const auto& entry : std::filesystem::directory_iterator(dir.local_dir())) {
    const std::string path = entry.path();
    if (!absl::EndsWith(path, kCounterFileSuffix)) continue;
    const absl::StatusOr<v1::CounterFile> file = ReadCounterFile(path);
    if (!file.ok()) Fail(file.status().message());
    const std::string begin_day = file->meta().at("TimeBegin").substr(0, kDateBytes);
    for (const auto& [name, count] : file->count()) by_day[begin_day][name] += count;
  }
}

}  // namespace

TelemetrySandbox::TelemetrySandbox() : root_(MakeDirectory()) {
  const std::map<std::string, std::optional<std::string>> environment = {
      {"GOTELEMETRY_DIR", root_}, {"GOTELEMETRY", std::nullopt}, {"DO_NOT_TRACK", std::nullopt}};
  for (const auto& [name, value] : environment) {
    const char* former = getenv(name.c_str());
    former_environment_[name] =
        former == nullptr ? std::nullopt : std::optional<std::string>(former);
    SetVariable(name, value);
  }
}

TelemetrySandbox::~TelemetrySandbox() {
  for (const auto& [name, value] : former_environment_) SetVariable(name, value);
  std::error_code ignored;  // a test may have made it unreadable; it is in the test's own directory
  std::filesystem::remove_all(root_, ignored);
}

std::map<std::string, uint64_t> TelemetrySandbox::Counts() const {
  std::map<std::string, uint64_t> all;
  for (const auto& [day, counts] : CountsByBeginDay()) {
    for (const auto& [name, count] : counts) all[name] += count;
  }
  return all;
}

std::map<std::string, std::map<std::string, uint64_t>> TelemetrySandbox::CountsByBeginDay() const {
  const TelemetryRoot root(root_);
  const absl::StatusOr<CollectorList> list = ListCollectors(root);
  if (!list.ok()) Fail(list.status().message());
  CountsByDay by_day;
  AddCounts(root.go(), by_day);
  for (const HostPort& collector : list->collectors) AddCounts(root.collector(collector), by_day);
  return by_day;
}

uint64_t TelemetrySandbox::Count(absl::string_view name) const {
  const std::map<std::string, uint64_t> counts = Counts();
  const auto found = counts.find(std::string(name));
  return found == counts.end() ? 0 : found->second;
}

}  // namespace telemetry
