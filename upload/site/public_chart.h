// What the public may see of a chart. No report should stand out alone in it.
//
//   PublicCharts week = PublishWeek(exact_week, /*min_reports=*/5);
//   PublicCharts trend = PublishTrend({older_week, week});
//
// A value is a number of reports. If `min_reports` is 1, every value is shown exactly. Otherwise:
//   1. A value below N = `min_reports`, zero included, is hidden: "fewer than N".
//   2. Anyone who knows the chart's total, from another chart of the same reports or from the
//      dataset, knows the sum of the hidden values. If that sum narrows them down, because it is
//      from 1 to N-2 or so large that none of them can be zero, the first shown value becomes
//      "at least L", and so do the next ones, until there is room for N-1 reports on either side.
//      L is a multiple of N and is computed only from what anyone can know, so it tells no more.
//   3. If the shown values do not suffice for that, nothing in the chart is shown: every value is
//      "at least 0". A chart of fewer than N reports has only hidden values, by rule 1.
// The number of all reports is also such a total, so it is rounded down to a multiple of N.
//   4. How many reports could have a chart is told to the nearest multiple of N, below it or above:
//      the largest below, but none below a value that a chart of the same reports shows. So nobody
//      learns the number itself, nor how many of the reports lack what is shown.
//   5. A chart is called exclusive unless N reports or more have several of the buckets that are
//      shown exactly. That a report has a hidden bucket along with another is kept secret by this:
//      as many as there may be of them are left out of the number. A chart whose shown values add up
//      to more than its reports is not exclusive, as anyone can see.
// Buckets that are no amounts stand in the order of what is shown of them, largest first.
//
// Only weeks are published, and they do not overlap. If there were also charts of days, the
// difference between a week and its days would reveal what either hides. A trend is made only from
// what its weeks show, so it reveals nothing more.
//
// This hides rare values in charts. It does not protect against someone who reads the dataset, in
// which every report is published, or who sends reports, or who compares the chart of a week with
// an earlier version of it, made before more reports arrived.
//
// Pure; thread-safe.

#ifndef UPLOAD_SITE_PUBLIC_CHART_H_
#define UPLOAD_SITE_PUBLIC_CHART_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "report/chart/chart.pb.h"

namespace telemetry {

struct PublicValue {
  enum class Kind {
    kExact,
    kFewerThan,
    kAtLeast,  // 0 means that nothing is shown
  };
  Kind kind;
  int64_t value;

  friend bool operator==(const PublicValue&, const PublicValue&) = default;
};

struct PublicBucket {
  std::string key;
  PublicValue value;
  // In a trend, a value for each week.
  std::vector<PublicValue> weekly = {};
};

struct PublicChart {
  std::string name;
  std::string type;
  // Whether the buckets are amounts (report/chart/bucket_order.h). If so, they are sorted by amount.
  bool ordered = false;
  std::vector<PublicBucket> buckets = {};
  // About how many reports could have it (rule 4); in a trend, the sum of its weeks'. Exact if
  // `min_reports` is 1.
  int64_t reports_about = 0;
  std::vector<int64_t> weekly_reports_about = {};  // in a trend
  // At which rate it is approved: a report could have it if its X is no larger.
  double rate = 1;
  // Whether a report has at most one of its buckets, by rule 5; in a trend, in each of its weeks.
  bool exclusive = false;
};

struct PublicProgram {
  std::string name;
  std::vector<PublicChart> charts;
  int64_t reports_about = 0;  // about how many reports have it; as in PublicChart
};

struct PublicCharts {
  std::string start;  // first day, YYYY-MM-DD
  std::string end;    // last day
  int64_t min_reports;
  int64_t reports_at_least;
  std::vector<std::string> weeks = {};       // last days of the weeks covered, in order
  std::vector<PublicProgram> programs = {};  // those with a chart
};

PublicCharts PublishWeek(const v1::ChartData& exact, int64_t min_reports);

// `weeks`, at least one, are in order. In a week without programs, nobody reported anything.
// Programs, charts and buckets are in the order of the latest week, followed by those it lacks.
PublicCharts PublishTrend(absl::Span<const PublicCharts> weeks);

}  // namespace telemetry

#endif  // UPLOAD_SITE_PUBLIC_CHART_H_
