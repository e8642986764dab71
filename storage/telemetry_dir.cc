#include "storage/telemetry_dir.h"

#include <stdlib.h>

#include <string>
#include <utility>

#include "storage/civil_day.h"

namespace telemetry {
namespace {

absl::string_view Variable(const char* name) {
  const char* value = secure_getenv(name);
  return value == nullptr ? absl::string_view() : absl::string_view(value);
}

std::string ReportName(absl::CivilDay week) {
  return FormatDay(week - absl::CivilDay(1970, 1, 1)) + ".json";
}

}  // namespace

TelemetryDir::TelemetryDir(std::string root) : root_(std::move(root)) {
  while (root_.size() > 1 && root_.back() == '/') root_.pop_back();
}

std::string TelemetryDir::DefaultRoot() {
  return RootFor(Variable("GOTELEMETRY_DIR"), Variable("XDG_CONFIG_HOME"), Variable("HOME"));
}

std::string TelemetryDir::RootFor(absl::string_view gotelemetry_dir,
                                  absl::string_view xdg_config_home, absl::string_view home) {
  if (!gotelemetry_dir.empty()) return std::string(gotelemetry_dir);
  if (!xdg_config_home.empty() && xdg_config_home.front() == '/') {
    return std::string(xdg_config_home) + "/go/telemetry";
  }
  if (!home.empty()) return std::string(home) + "/.config/go/telemetry";
  return "";
}

std::string TelemetryDir::local_report_path(absl::CivilDay week) const {
  return local_dir() + "/local." + ReportName(week);
}

std::string TelemetryDir::ready_report_path(absl::CivilDay week) const {
  return local_dir() + "/" + ReportName(week);
}

std::string TelemetryDir::sent_report_path(absl::CivilDay week) const {
  return upload_dir() + "/" + ReportName(week);
}

std::string TelemetryDir::lock_path(absl::CivilDay week) const {
  return sent_report_path(week) + ".lock";
}

}  // namespace telemetry
