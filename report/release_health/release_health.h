// What the reports say of each release of a program: how far it spread, how often it crashes, and what
// differs from the version before.
//
//   const ProgramHealth health = ReleaseHealthOf("example.com/tool", counts);
//   for (const ReleaseHealth& release : health.releases) {
//     if (release.crash_verdict == CrashVerdict::kWorse) Warn(release.version);
//   }
//
// All that is known of a version's reports is a VersionSample: of all weeks, or of what the public may
// see of one. A number of the latter may be known only to be between two others. What is said is then
// true of all numbers in between: of two shares that may be equal, no difference is said.
//
// Reports of several weeks are of the same machines, and are worth as many as EffectiveReports() says
// (share_statistics.h), for intervals and tests.
//
// Pure and thread-safe.

#ifndef REPORT_RELEASE_HEALTH_RELEASE_HEALTH_H_
#define REPORT_RELEASE_HEALTH_RELEASE_HEALTH_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "report/release_health/release_counts.h"
#include "report/release_health/share_statistics.h"

namespace telemetry {

// A number of reports that is not below `low`, nor above `high`.
struct ReportCount {
  int64_t low = 0;
  int64_t high = 0;

  static ReportCount Exactly(int64_t n) { return {n, n}; }
  bool is_exact() const { return low == high; }
  friend bool operator==(const ReportCount& a, const ReportCount& b) = default;
};

// How many of a program's reports of a week are of a version.
struct WeekShare {
  absl::CivilDay week;  // its Sunday
  ReportCount reports;
  // Of the program; nullopt if it is not to be shown.
  std::optional<int64_t> total;

  friend bool operator==(const WeekShare& a, const WeekShare& b) = default;
};

// What is known of a version's reports.
struct VersionSample {
  std::string version;
  // Some of them, and how many independent ones they are worth.
  int64_t reports = 0;
  double effective = 0;
  // How many of them have a crash, had crashes counted, and both.
  ReportCount crashed = {};
  ReportCount armed = {};
  ReportCount armed_crashed = {};
  std::map<ReleaseItem, ReportCount> items = {};
  // What is known of an item that is not in `items`.
  ReportCount others = {};
  // In order; also of weeks that the numbers above are not of.
  std::vector<WeekShare> adoption = {};
};

// The share of reports with a crash.
struct CrashShare {
  ReportCount crashed;
  int64_t reports = 0;
  // crashed / reports, of the most that there may be; Wilson's interval of 95 %, from that of the least to that
  // of the most.
  double share = 0;
  Interval interval = {};
};

enum class CrashVerdict {
  kNone,     // there is no version before, nothing to compare, or the version counts nothing at all
  kUnclear,  // the interval of the difference has 0 in it
  kWorse,    // the version crashes in a larger share of reports
  kBetter,
};

// "none", "unclear", "worse", "better".
absl::string_view CrashVerdictName(CrashVerdict verdict);

// A share that differs between the version before (a) and this one (b).
struct ShareChange {
  ReleaseItem item;
  ReportCount reports_a = {};
  ReportCount reports_b = {};
  double share_a = 0;
  double share_b = 0;
  // Of share_b - share_a: Newcombe's, from Wilson's.
  Interval interval = {};
  // Of Fisher's exact test, and corrected for all counters that were compared (AdjustedP()): by
  // Benjamini and Hochberg, not by Holm, since a list is wanted of which few are by chance, not the
  // certainty that none is.
  double p = 1;
  double q = 1;
};

// A stack that one of two versions has and the other has not.
struct StackChange {
  ReleaseItem stack;
  int64_t reports = 0;  // those that have it, at least
};

struct ReleaseHealth {
  std::string version;
  int64_t reports = 0;  // of the sample
  double effective = 0;
  std::vector<WeekShare> adoption = {};
  CrashShare crashes = {};
  // Of the reports in which crashes were counted; nullopt if there are none.
  std::optional<CrashShare> armed_crashes = std::nullopt;

  // The latest earlier version with kAdoptedReports reports, or else the latest; empty if there is none. What follows
  // compares with it.
  std::string before = "";
  CrashVerdict crash_verdict = CrashVerdict::kNone;
  // The difference of the shares of crashes, of those in which crashes were counted if both versions
  // have such reports.
  Interval crash_difference = {-1, 1};
  // Those that no earlier version has, those with the most reports first.
  std::vector<StackChange> new_stacks = {};
  // Those of the version before whose absence is less likely than 5 % to be chance.
  std::vector<StackChange> vanished_stacks = {};
  // Counters (not stacks) in the order of p, of the kMaxChanges that are least likely to be chance.
  std::vector<ShareChange> changes = {};
  // How many counters were compared.
  int64_t compared = 0;
};

struct ProgramHealth {
  std::string program;
  std::vector<absl::CivilDay> weeks = {};    // Sundays, in order
  std::vector<ReleaseHealth> releases = {};  // in the order of versions
};

inline constexpr size_t kMaxChanges = 50;
inline constexpr size_t kMaxStackChanges = 50;

// The health of the releases of a program, from what is known of each version.
ProgramHealth JudgeReleases(const std::string& program, std::vector<absl::CivilDay> weeks,
                            std::vector<VersionSample> samples);

// The same from all reports of these weeks.
ProgramHealth ReleaseHealthOf(const std::string& program, const ReleaseCounts& counts);

// The programs that have reports, sorted.
std::vector<std::string> ProgramsOf(const ReleaseCounts& counts);

}  // namespace telemetry

#endif  // REPORT_RELEASE_HEALTH_RELEASE_HEALTH_H_
