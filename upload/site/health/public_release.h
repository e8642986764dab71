// What the public may see of the health of a program's releases. No report should stand out alone in
// it, and no number that public_chart.h hides should follow from it.
//
//   const PublicReleases releases =
//       PublishReleases("example.com/tool", exact, thinned, charts, &approved, today, /*min_reports=*/5);
//
// Charts show of a week how many reports each version and each bucket has; here, each version's numbers
// of each bucket are the basis. With all sums known exactly, tables of such numbers give hidden ones
// away, whichever are left out. So the numbers are thinned (ReleaseCountOptions::thinned_by) if
// min_reports is above 1: they are of four in five reports, and nobody knows of which. That what is
// shown does not add up to a known sum then never means that something is hidden.
//
// Of these, for each week:
//   1. A version that fewer than 2N reports have, N = `min_reports`, does not occur, nor does one of which
//      fewer than N-1 reports are left out: nearly all of it would be known.
//   2. No number is shown that is above what the week's charts let anyone know: one that they hide is hidden
//      here, and of one that is "at least L" in them no more than L is shown. So it is with the rules of
//      public_chart.h for the buckets of a version.
//   3. A number below N, zero included, is known as "0 to N-1". So is a number of crashes if fewer than N
//      reports have none: it is then "0 or more".
// Everything else follows from that alone: shares, intervals, which release is worse, what is new, what
// has vanished, which counters changed, and alarms. A version is judged by the week in which most
// reports have it. A stack or a bucket that no version shows does not occur.
//
// An alarm that the operator gets may thus come later here, or never: that a number is 0, and not
// below N, is for the operator alone.
//
// Pure; thread-safe.

#ifndef UPLOAD_SITE_HEALTH_PUBLIC_RELEASE_H_
#define UPLOAD_SITE_HEALTH_PUBLIC_RELEASE_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "config/upload_config/approved_counters.h"
#include "report/release_health/release_counts.h"
#include "report/release_health/release_health.h"
#include "report/release_health/silent_release.h"
#include "upload/site/public_chart.h"

namespace telemetry {

struct PublicReleases {
  // In `adoption`, the total is the number of reports that are known to be of any version.
  ProgramHealth health;
  // `observed` is the most that there may be.
  std::vector<HealthAlarm> alarms;
};

// The published charts of weeks, by their Sundays. Of a week that has none, rule 2 says nothing.
using ChartsOfWeeks = std::map<absl::CivilDay, PublicCharts>;

// `counts` are of some of the reports that `exact` are of, and all that is shown is of them.
PublicReleases PublishReleases(const std::string& program, const ReleaseCounts& exact,
                               const ReleaseCounts& counts, const ChartsOfWeeks& charts,
                               const ApprovedCounters* approved, absl::CivilDay today,
                               int64_t min_reports);

}  // namespace telemetry

#endif  // UPLOAD_SITE_HEALTH_PUBLIC_RELEASE_H_
