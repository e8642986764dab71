#include "report/release_health/health_overview.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "report/release_health/release_health_json.h"
#include "storage/civil_day.h"
#include "storage/json/json_writer.h"

namespace telemetry {
ReleaseCountOptions CountOptionsOf(const HealthOptions& options, absl::CivilDay day) {
  return {.approved = options.approved,
          .today = day,
          .program = options.program,
          .first = WeekEnd(day) - 7 * options.weeks + 1,
          .last = WeekEnd(day)};
}

HealthOverview HealthOfCounts(const ReleaseCounts& counts, const HealthOptions& options,
                              absl::CivilDay day) {
  HealthOverview overview{.day = day, .alarms = FindHealthAlarms(counts, options.approved, day)};
  for (const std::string& program : ProgramsOf(counts)) {
    overview.programs.push_back(ReleaseHealthOf(program, counts));
  }
  return overview;
}

absl::StatusOr<std::optional<absl::CivilDay>> LastReportDay(
    const std::vector<std::string>& paths, absl::FunctionRef<bool()> is_cancelled) {
  const absl::StatusOr<ReleaseCounts> counts = CountReleases(paths, {}, is_cancelled);
  if (!counts.ok()) return counts.status();
  std::optional<absl::CivilDay> last;
  for (const auto& [week, programs] : *counts) {
    for (const auto& [program, counted] : programs) {
      if (counted.reports_of_day.empty()) continue;
      last = std::max(last, std::optional(counted.reports_of_day.rbegin()->first));
    }
  }
  return last;
}

absl::StatusOr<HealthOverview> HealthOfDatasets(const std::vector<std::string>& paths,
                                                const HealthOptions& options, absl::CivilDay day,
                                                absl::FunctionRef<bool()> is_cancelled) {
  ReleaseCountOptions what = CountOptionsOf(options, day);
  what.may_repeat = true;
  const absl::StatusOr<ReleaseCounts> counts = CountReleases(paths, what, is_cancelled);
  if (!counts.ok()) return counts.status();
  return HealthOfCounts(*counts, options, day);
}

std::string HealthOverviewToJson(const HealthOverview& overview) {
  JsonWriter json(" ");
  json.BeginObject();
  json.Field("Date", FormatCivilDay(overview.day));
  json.Array("Alarms", overview.alarms, WriteHealthAlarm);
  json.Array("Programs", overview.programs, WriteProgramHealth);
  json.EndObject();
  return std::move(json).Take();
}

}  // namespace telemetry
