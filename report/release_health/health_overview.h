// The health of all releases that reports are of, and what is silent: what `collector health` says.
//
//   const absl::StatusOr<HealthOverview> overview =
//       HealthOfDatasets({"2026-11-18.json"}, {.approved = &approved}, absl::CivilDay(2026, 11, 18));
//   if (overview.ok()) out << HealthOverviewToJson(*overview);
//
// Thread-safe.

#ifndef REPORT_RELEASE_HEALTH_HEALTH_OVERVIEW_H_
#define REPORT_RELEASE_HEALTH_HEALTH_OVERVIEW_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "config/upload_config/approved_counters.h"
#include "report/release_health/release_counts.h"
#include "report/release_health/release_health.h"
#include "report/release_health/silent_release.h"

namespace telemetry {

struct HealthOverview {
  absl::CivilDay day;  // as of which it is judged
  std::vector<HealthAlarm> alarms = {};
  std::vector<ProgramHealth> programs = {};  // sorted by their paths
};

struct HealthOptions {
  // If given, what it does not approve on the day does not count. Must outlive the call.
  const ApprovedCounters* approved = nullptr;
  // Only this program; empty: all.
  std::string program = "";
  // How many weeks are looked at, of which that of the day is the last.
  int weeks = 12;
};

// What to count for an overview as of a day.
ReleaseCountOptions CountOptionsOf(const HealthOptions& options, absl::CivilDay day);

// Of what was counted with CountOptionsOf().
HealthOverview HealthOfCounts(const ReleaseCounts& counts, const HealthOptions& options,
                              absl::CivilDay day);

// The day of the last report in datasets; nullopt if they have none. Errors: as CountReleases().
absl::StatusOr<std::optional<absl::CivilDay>> LastReportDay(
    const std::vector<std::string>& paths,
    absl::FunctionRef<bool()> is_cancelled = [] { return false; });

// Of datasets, in which the same report may be twice. Errors: as CountReleases().
absl::StatusOr<HealthOverview> HealthOfDatasets(
    const std::vector<std::string>& paths, const HealthOptions& options, absl::CivilDay day,
    absl::FunctionRef<bool()> is_cancelled = [] { return false; });

// An object: Date, Alarms (WriteHealthAlarm) and Programs (WriteProgramHealth). Indented; no newline at the end.
std::string HealthOverviewToJson(const HealthOverview& overview);

}  // namespace telemetry

#endif  // REPORT_RELEASE_HEALTH_HEALTH_OVERVIEW_H_
