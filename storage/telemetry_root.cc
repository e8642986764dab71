#include "storage/telemetry_root.h"

#include <stdlib.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>

namespace telemetry {
namespace {

absl::string_view Variable(const char* name) {
  const char* value = secure_getenv(name);
  return value == nullptr ? absl::string_view() : absl::string_view(value);
}

bool IsAbsolute(absl::string_view path) { return !path.empty() && path.front() == '/'; }

std::string NotAbsolute(absl::string_view variable, absl::string_view value) {
  std::string why(variable);
  why += '=';
  why.append(value.data(), value.size());
  why += " is no absolute path";
  if (value.front() == '~') why += " (only a shell knows ~)";
  return why;
}

}  // namespace

std::string TelemetryRoot::DefaultPath() {
  return PathFor(Variable("GOTELEMETRY_DIR"), Variable("XDG_CONFIG_HOME"), Variable("HOME"));
}

std::string TelemetryRoot::PathFor(absl::string_view gotelemetry_dir,
                                   absl::string_view xdg_config_home, absl::string_view home) {
  if (!gotelemetry_dir.empty()) {
    return IsAbsolute(gotelemetry_dir) ? std::string(gotelemetry_dir) : "";
  }
  if (IsAbsolute(xdg_config_home)) return std::string(xdg_config_home) + "/go/telemetry";
  if (IsAbsolute(home)) return std::string(home) + "/.config/go/telemetry";
  return "";
}

std::string TelemetryRoot::WhyNoDefaultPath() {
  return WhyNoPathFor(Variable("GOTELEMETRY_DIR"), Variable("HOME"));
}

std::string TelemetryRoot::WhyNoPathFor(absl::string_view gotelemetry_dir, absl::string_view home) {
  if (!gotelemetry_dir.empty()) return NotAbsolute("GOTELEMETRY_DIR", gotelemetry_dir);
  if (!home.empty()) return NotAbsolute("HOME", home);
  return "HOME is not set";
}

TelemetryDir TelemetryRoot::collector(const HostPort& address) const {
  return TelemetryDir(collectors_dir() + "/" + CollectorFolderName(address));
}

std::string CollectorFolderName(const HostPort& address) {
  std::string name = address.ToString();
  std::replace(name.begin(), name.end(), ':', '_');
  return name;
}

std::optional<HostPort> CollectorOfFolder(absl::string_view name) {
  std::string address(name);
  // Names of hosts can have `_` too; an IPv6 address in brackets has none of its own.
  if (const size_t bracket = address.find(']'); bracket != std::string::npos) {
    std::replace(address.begin(), address.begin() + static_cast<ptrdiff_t>(bracket), '_', ':');
  }
  const size_t separator = address.rfind('_');
  if (separator == std::string::npos) return std::nullopt;
  address[separator] = ':';
  const std::optional<HostPort> collector = ParseCollector(address);
  // Each collector has one folder, so another spelling of its address is somebody else's.
  if (!collector.has_value() || CollectorFolderName(*collector) != name) return std::nullopt;
  return collector;
}

bool IsOfCollector(const TelemetryDir& dir) {
  const absl::string_view path = dir.path();
  const size_t slash = path.rfind('/');
  if (slash == absl::string_view::npos) return false;
  const absl::string_view above = path.substr(0, slash);
  return above.substr(above.rfind('/') + 1) == kCollectorsFolder &&
         CollectorOfFolder(path.substr(slash + 1)).has_value();
}

}  // namespace telemetry
