// How many reports of each version have what: what the health of releases is judged by.
//
//   ReleaseCounter counter({.approved = &approved, .today = today});
//   for (const std::string& line : lines) {
//     if (absl::Status status = counter.Add(line); !status.ok()) return status;
//   }
//   ReleaseCounts counts = std::move(counter).Take();
//
// or of files, CountReleases(). All numbers are of distinct reports. A week runs from Monday to
// Sunday, by the days of the reports; in it, a machine reports once. A report in which several
// versions of a program ran counts for each of them.

#ifndef REPORT_RELEASE_HEALTH_RELEASE_COUNTS_H_
#define REPORT_RELEASE_HEALTH_RELEASE_COUNTS_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "config/upload_config/approved_counters.h"

namespace telemetry {

// What a report may have of a program.
struct ReleaseItem {
  enum class Kind {
    kCounter,  // the chart and the bucket of a counter; a name without ":" is both
    kStack,    // the title of a stack counter, and its top frames
  };
  Kind kind = Kind::kCounter;
  std::string chart = "";
  std::string bucket = "";

  friend bool operator==(const ReleaseItem& a, const ReleaseItem& b) = default;
  friend bool operator<(const ReleaseItem& a, const ReleaseItem& b) {
    return std::tie(a.kind, a.chart, a.bucket) < std::tie(b.kind, b.chart, b.bucket);
  }
};

// The reports of one version in a week.
struct VersionCounts {
  int64_t reports = 0;
  // Those in which no other version of the program ran.
  int64_t alone = 0;
  // Those with a crash (IsCrashName), those in which crashes were being counted (kArmedName), and
  // those with both.
  int64_t crashed = 0;
  int64_t armed = 0;
  int64_t armed_crashed = 0;
  // By kind and name: those with any bucket of a chart, or any stack of a title. The bucket is empty.
  std::map<ReleaseItem, int64_t> charts = {};
  std::map<ReleaseItem, int64_t> items = {};
};

struct ProgramCounts {
  int64_t reports = 0;
  // By their days, and as they would be at the config's sample rate.
  std::map<absl::CivilDay, int64_t> reports_of_day = {};
  std::map<std::string, VersionCounts> versions = {};
};

// By the path of the program.
using ReleaseWeek = std::map<std::string, ProgramCounts>;
// By the Sunday that ends the week.
using ReleaseCounts = std::map<absl::CivilDay, ReleaseWeek>;

// The Sunday that ends a day's week.
absl::CivilDay WeekEnd(absl::CivilDay day);

// Whether two versions are in this order: as semantic versions, then as text.
bool IsEarlierVersion(absl::string_view a, absl::string_view b);

// A version with fewer reports is no measure for later ones.
inline constexpr int64_t kAdoptedReports = 20;

// The counters and stack counters of a crash: this project's and Go's.
bool IsCrashName(absl::string_view name);
// The counter that says that crashes were being counted.
inline constexpr absl::string_view kArmedName = "crash/armed";

// The functions of the innermost `n` frames of a stack, of whose name they are all but the first line:
// one on each line, as people call them, without the positions within them and without the builds of
// their files, so that they are the same whatever the version.
std::string TopFunctions(absl::string_view frames, int n = 3);

struct ReleaseCountOptions {
  // If given, only programs and counters count that it approves on `today`, and a counter only in reports
  // whose X is at most its rate: so that shares from before the end of an approval, or before a rate was
  // lowered, compare with later ones. Must outlive the counter.
  const ApprovedCounters* approved = nullptr;
  absl::CivilDay today = {};
  // Other programs are passed over; empty: none is.
  std::string program = "";
  // Earlier and later days are passed over.
  absl::CivilDay first = absl::CivilDay::min();
  absl::CivilDay last = absl::CivilDay::max();
  // If given, one report in five, by a hash of this secret, its day and its X, is passed over: what is counted of
  // the others tells nobody how many of few there are, whatever else they know of the sums.
  std::optional<uint64_t> thinned_by = std::nullopt;
  // Whether the same report may come twice; it is then counted once, at 16 bytes of memory or more for
  // each report.
  bool may_repeat = false;
};

// The most stacks of a program that are told apart in a week; further ones only count as crashes and for
// their titles. Frames may be anything, and must not fill the memory.
inline constexpr size_t kMaxReleaseStacks = 10000;

// Not thread-safe.
class ReleaseCounter {
 public:
  explicit ReleaseCounter(const ReleaseCountOptions& options);
  ~ReleaseCounter();

  // Counts a report, Go's JSON in a line. INVALID_ARGUMENT, saying what is wrong, if it is not one.
  absl::Status Add(absl::string_view line);

  ReleaseCounts Take() &&;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

// The counts of the datasets at `paths`, plain, gzip or zstd. Errors: as ChartDatasets()
// (report/chart/chart.h).
absl::StatusOr<ReleaseCounts> CountReleases(
    const std::vector<std::string>& paths, const ReleaseCountOptions& options,
    absl::FunctionRef<bool()> is_cancelled = [] { return false; });

}  // namespace telemetry

#endif  // REPORT_RELEASE_HEALTH_RELEASE_COUNTS_H_
