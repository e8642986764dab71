// What of a chart the public may see: nobody should be alone in it.
//
//   PublicCharts day = PublishDay(exact_day, /*min_reports=*/5);
//   PublicCharts week = PublishWeek(exact_week, {monday, tuesday}, 5);
//   PublicCharts trend = PublishTrend({older_week, week}, 5);
//
// A value is a number of reports. It is shown as it is if one report is enough; else unless
//   1. it is below `min_reports`, zero included: "fewer than 5";
//   2. it is the smallest that is shown of a chart whose hidden values are together at least 1 and
//      below `min_reports`: whoever knows their total from elsewhere (another chart of the same
//      reports) would know how many they are. "At least 5";
//   3. it is a week's, and what it has more than the shown values of the week's days is from 1 to
//      below `min_reports`: the difference would be what a day hides. "At least" the days' sum.
// The number of all reports is rounded down to a multiple of `min_reports`, because it too is such
// a total. A trend is made of nothing but what its weeks show, so that it can tell no more.
//
// This hides who is rare in charts. It is no protection from someone who reads the dataset itself,
// in which each report is published, nor from one who sends reports to see the charts change.
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
    kAtLeast,  // of a trend with 0: fewer than `min_reports` in each week
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
  std::vector<PublicBucket> buckets;
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
  std::vector<std::string> weeks;       // last days of the weeks covered, in order; of a day none
  std::vector<PublicProgram> programs;  // those with a chart
};

PublicCharts PublishDay(const v1::ChartData& exact, int64_t min_reports);

// `days` is what is shown of those days of the week that have reports.
PublicCharts PublishWeek(const v1::ChartData& exact, absl::Span<const PublicCharts> days,
                         int64_t min_reports);

// `weeks`, at least one, are in order. Programs, charts and buckets are in the order of the latest
// week, those that it lacks behind them.
PublicCharts PublishTrend(absl::Span<const PublicCharts> weeks, int64_t min_reports);

}  // namespace telemetry

#endif  // UPLOAD_SITE_PUBLIC_CHART_H_
