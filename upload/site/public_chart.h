// What of a chart the public may see: nobody should be alone in it.
//
//   PublicCharts week = PublishWeek(exact_week, /*min_reports=*/5);
//   PublicCharts trend = PublishTrend({older_week, week});
//
// A value is a number of reports. With `min_reports` of 1 each is shown as it is. Otherwise:
//   1. A value below N = `min_reports`, zero included, is hidden: "fewer than N".
//   2. Whoever knows the chart's total, from another chart of the same reports or from the dataset,
//      knows the sum of the hidden values. Where that narrows them down, because it is from 1 to
//      N-2 or so large that none of them can be zero, the first shown value becomes "at least L",
//      and so does the next one until there is room for N-1 reports on either side. L is a
//      multiple of N, and computed only of what anyone can know, so that it tells no more.
//   3. If the shown values do not suffice for that, nothing of the chart is shown: every value is
//      "at least 0". A chart of fewer than N reports has only hidden values, by rule 1.
// The number of all reports is rounded down to a multiple of N, because it too is such a total.
//
// Only weeks are published, and they do not overlap: were there charts of days too, the difference
// between a week and its days would tell what either of them hides. A trend is made of nothing but
// what its weeks show, so that it can tell no more.
//
// This hides who is rare in charts. It is no protection from someone who reads the dataset itself,
// in which each report is published, nor from one who sends reports, or who compares the chart of
// a week with what it was before more reports arrived.
//
// Pure; thread-safe.

#ifndef UPLOAD_SITE_PUBLIC_CHART_H_
#define UPLOAD_SITE_PUBLIC_CHART_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "report/chart.pb.h"

namespace telemetry {

struct PublicValue {
  enum class Kind {
    kExact,
    kFewerThan,
    kAtLeast,  // with 0: nothing is shown
  };
  Kind kind;
  int64_t value;

  friend bool operator==(const PublicValue&, const PublicValue&) = default;
};

struct PublicBucket {
  std::string key;
  PublicValue value;
  // Of a trend: a value for each week.
  std::vector<PublicValue> weekly = {};
};

struct PublicChart {
  std::string name;
  std::string type;
  // Whether the buckets are amounts (report/bucket_order.h), which then are in their order.
  bool ordered = false;
  std::vector<PublicBucket> buckets = {};
};

struct PublicProgram {
  std::string name;
  std::vector<PublicChart> charts;
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

// `weeks`, at least one, are in order. A week without programs is one in which nobody reported
// anything. Programs, charts and buckets are in the order of the latest week, those that it lacks
// behind them.
PublicCharts PublishTrend(absl::Span<const PublicCharts> weeks);

}  // namespace telemetry

#endif  // UPLOAD_SITE_PUBLIC_CHART_H_
