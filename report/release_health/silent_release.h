// Whether a release has fallen silent: whether reports of a new version lack what those of the
// versions before have, or a program's reports have become few. A pure function of what was counted.
//
//   for (const HealthAlarm& alarm : FindHealthAlarms(counts, &approved, today)) {
//     log(HealthAlarmLine(alarm));
//   }
//
// A version is compared with the earlier ones that are adopted: those with kAdoptedReports reports in
// the week that is judged and the four before. Let p be the share of their reports that have a chart
// (any of its buckets, or any stack of a title), and r the number of the version's reports in the
// week. The chart is silent if
//   - r * p >= 10, and no report has it; or
//   - as few reports as have it are less likely than 1e-4 by the binomial distribution, and fewer than
//     a fifth of r * p.
// Of a report in which other versions ran too, the version may have had only the last day of the week.
// If events are as frequent as before, a share 1 - (1 - p)^(1/7) of such reports has the chart, which
// then takes the place of p: otherwise every release would raise an alarm in its first days.
//
// A program's reports are few if they are less than half of the median of the four weeks before, and
// that is less likely than 1e-4 by a Poisson distribution with that mean. A week that is not over is
// compared with the same weekdays, since a machine reports on a weekday of its own. The last two days
// are left out: reports arrive when a program is next started. A program that had no reports so long ago
// is not judged.
//
// Judged are the week that `today` is in and the one before. Charts and programs of which the config approves nothing any
// more are not. How often healthy weeks raise an alarm is measured by silent_release_model_test.

#ifndef REPORT_RELEASE_HEALTH_SILENT_RELEASE_H_
#define REPORT_RELEASE_HEALTH_SILENT_RELEASE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "config/upload_config/approved_counters.h"
#include "report/release_health/release_counts.h"

namespace telemetry {

// A version's chart that is silent.
struct SilentChart {
  ReleaseItem chart;     // without a bucket
  int64_t observed = 0;  // reports that have it
  double expected = 0;   // how many would, as before

  friend bool operator==(const SilentChart& a, const SilentChart& b) = default;
};

struct SilentVersion {
  std::string version;
  int64_t reports = 0;
  // The most expected one first.
  std::vector<SilentChart> charts = {};

  friend bool operator==(const SilentVersion& a, const SilentVersion& b) = default;
};

struct FewReports {
  int64_t reports = 0;
  double median = 0;         // of the same days of the four weeks before
  absl::CivilDay last = {};  // the last day that was counted

  friend bool operator==(const FewReports& a, const FewReports& b) = default;
};

// All that is wrong with a program in a week.
struct HealthAlarm {
  std::string program;
  absl::CivilDay week;  // its Sunday
  // In the order of the versions.
  std::vector<SilentVersion> versions = {};
  std::optional<FewReports> few_reports = std::nullopt;
  // Those of the charts, or, if reports are few, of all that is approved for the program. Sorted.
  std::vector<std::string> owners = {};

  friend bool operator==(const HealthAlarm& a, const HealthAlarm& b) = default;
};

// Whether `observed` of `reports` is silent where `expected` would be usual.
bool IsSilent(int64_t observed, int64_t reports, double expected);

// Whether so few reports can hardly be chance.
bool AreFew(int64_t reports, double median);

// At most one for a program and week, by week and then by program. `approved`, if not null, says what
// has not ended on `today`, and who owns it; it should be what the counts were made with.
std::vector<HealthAlarm> FindHealthAlarms(const ReleaseCounts& counts,
                                          const ApprovedCounters* approved, absl::CivilDay today);

// The same if numbers are known only as ranges: `least` has the least, for what is usual, and `most` the
// most, for the versions that are judged.
std::vector<HealthAlarm> FindHealthAlarms(const ReleaseCounts& least, const ReleaseCounts& most,
                                          const ApprovedCounters* approved, absl::CivilDay today);

// The alarm in a line, without newline. Names are as in the reports: for a terminal or a log, control
// characters must be dealt with. At most ten charts of a version are named, those that are missed most.
std::string HealthAlarmLine(const HealthAlarm& alarm);

}  // namespace telemetry

#endif  // REPORT_RELEASE_HEALTH_SILENT_RELEASE_H_
