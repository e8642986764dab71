#include "report/validate.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "config/semver.h"
#include "google/protobuf/map.h"
#include "report/civil_day.h"
#include "report/internal/keep_items.h"

namespace telemetry {
namespace {

constexpr size_t kMaxConfigVersionBytes = 64;

absl::Status Malformed(absl::string_view field, absl::string_view value, absl::string_view wanted) {
  return absl::InvalidArgumentError(absl::StrCat(
      field, " \"", absl::Utf8SafeCEscape(value.substr(0, 100)), "\" is not ", wanted));
}

absl::Status CheckHead(const v1::Report& report) {
  if (!ParseCivilDay(report.week()).has_value()) {
    return Malformed("Week", report.week(), "a day, YYYY-MM-DD");
  }
  if (!report.last_week().empty() && !ParseCivilDay(report.last_week()).has_value()) {
    return Malformed("LastWeek", report.last_week(), "a day, YYYY-MM-DD, nor empty");
  }
  if (!(report.x() > 0 && report.x() < 1)) {  // also not a NaN
    return absl::InvalidArgumentError(absl::StrCat("X ", report.x(), " is not between 0 and 1"));
  }
  if (!IsValidSemver(report.config()) || report.config().size() > kMaxConfigVersionBytes) {
    return Malformed("Config", report.config(), "a semantic version such as v1.2.3");
  }
  return absl::OkStatus();
}

absl::Status CheckCounts(const google::protobuf::Map<std::string, int64_t>& counts) {
  for (const auto& [name, count] : counts) {
    if (count < 0) return Malformed(name, absl::StrCat(count), "a count, 0 or more");
  }
  return absl::OkStatus();
}

absl::Status CheckForm(const v1::Report& report) {
  absl::Status status = CheckHead(report);
  for (const v1::ProgramReport& entry : report.programs()) {
    if (status.ok()) status = CheckCounts(entry.counters());
    if (status.ok()) status = CheckCounts(entry.stacks());
  }
  return status;
}

std::string WhyNotProgram(const v1::ProgramReport& entry, const ApprovedCounters& approved) {
  if (!approved.HasGoos(entry.goos())) return internal::NotInConfig("GOOS", entry.goos());
  if (!approved.HasGoarch(entry.goarch())) return internal::NotInConfig("GOARCH", entry.goarch());
  if (!approved.HasGoVersion(entry.go_version())) {
    return internal::NotInConfig("GoVersion", entry.go_version());
  }
  if (!approved.HasProgram(entry.program())) {
    return internal::NotInConfig("program", entry.program());
  }
  if (!approved.HasVersion(entry.program(), entry.version())) {
    return internal::NotInConfig("version", entry.version());
  }
  return "";
}

}  // namespace

absl::StatusOr<CheckedUpload> CheckUpload(v1::Report report, const ApprovedCounters& approved) {
  if (absl::Status status = CheckForm(report); !status.ok()) return status;
  internal::KeptItems items = internal::KeepItems(
      std::move(report),
      {.program = [&](const v1::ProgramReport& entry) { return WhyNotProgram(entry, approved); },
       .counter =
           [&](absl::string_view program, absl::string_view name) {
             if (approved.CounterRate(program, name).has_value()) return std::string();
             return internal::NotInConfig("counter", name);
           },
       .stack =
           [&](absl::string_view program, absl::string_view title) {
             if (approved.StackRate(program, title).has_value()) return std::string();
             return internal::NotInConfig("stack", title);
           }});
  return CheckedUpload{std::move(items.report), std::move(items.left_out)};
}

}  // namespace telemetry
