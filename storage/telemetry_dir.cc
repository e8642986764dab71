#include "storage/telemetry_dir.h"

#include <string>
#include <utility>

#include "storage/day_number.h"

namespace telemetry {
namespace {

std::string ReportName(absl::CivilDay day) {
  return FormatDay(day - absl::CivilDay(1970, 1, 1)) + ".json";
}

}  // namespace

TelemetryDir::TelemetryDir(std::string path) : path_(std::move(path)) {
  while (path_.size() > 1 && path_.back() == '/') path_.pop_back();
}

std::string TelemetryDir::local_report_path(absl::CivilDay day) const {
  return local_dir() + "/local." + ReportName(day);
}

std::string TelemetryDir::ready_report_path(absl::CivilDay day) const {
  return local_dir() + "/" + ReportName(day);
}

std::string TelemetryDir::sent_report_path(absl::CivilDay day) const {
  return upload_dir() + "/" + ReportName(day);
}

std::string TelemetryDir::lock_path(absl::CivilDay day) const {
  return sent_report_path(day) + ".lock";
}

}  // namespace telemetry
