// Counts of releases for tests: one program, one week.
//
//   const ReleaseCounts counts =
//       OneWeek({{"v1.0.0", {.reports = 400, .crashed = 8, .items = {{CounterItem("c", "a"), 9}}}}});

#ifndef REPORT_TESTING_RELEASE_COUNTS_FIXTURE_H_
#define REPORT_TESTING_RELEASE_COUNTS_FIXTURE_H_

#include <map>
#include <string>

#include "absl/time/civil_time.h"
#include "report/release_health/release_counts.h"

namespace telemetry {

inline constexpr char kTool[] = "example.com/tool";
inline constexpr absl::CivilDay kSunday(2026, 12, 6);

ReleaseItem CounterItem(const std::string& chart, const std::string& bucket);
// A stack of crash/crash.
ReleaseItem StackItem(const std::string& functions);

// The reports of kTool on kSunday, each of one version.
ReleaseCounts OneWeek(const std::map<std::string, VersionCounts>& versions);

}  // namespace telemetry

#endif  // REPORT_TESTING_RELEASE_COUNTS_FIXTURE_H_
