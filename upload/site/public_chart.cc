#include "upload/site/public_chart.h"

#include <algorithm>
#include <string>
#include <vector>

#include "report/chart/bucket_order.h"

namespace telemetry {
namespace {

using Kind = PublicValue::Kind;

bool IsShown(const PublicValue& value) { return value.kind == Kind::kExact; }

PublicValue PublishValue(int64_t exact, int64_t min_reports) {
  // If one report is enough, there is nothing to hide.
  if (min_reports <= 1 || exact >= min_reports) return {Kind::kExact, exact};
  return {Kind::kFewerThan, min_reports};
}

int64_t RoundDown(int64_t value, int64_t step) { return value / step * step; }

// Whether `count` values, each from 0 to `min_reports` - 1, are narrowed down by their sum.
bool SumTells(int64_t sum, int64_t count, int64_t min_reports) {
  return sum > 0 && (sum < min_reports - 1 || sum > (count - 1) * (min_reports - 1));
}

// Rules 2 and 3 of the header. `exact` has the true value of each bucket.
void HideFromTotal(const std::vector<int64_t>& exact, int64_t min_reports, PublicChart& chart) {
  int64_t sum = 0;  // of the values that are not shown exactly
  int64_t hidden_count = 0;
  for (size_t i = 0; i < exact.size(); ++i) {
    if (IsShown(chart.buckets[i].value)) continue;
    sum += exact[i];
    ++hidden_count;
  }
  if (!SumTells(sum, hidden_count, min_reports)) return;
  // The upper bound on `sum` that anyone knows, and how large `sum` has to be.
  int64_t most = sum < min_reports ? min_reports - 1 : hidden_count * (min_reports - 1);
  int64_t enough = min_reports - 1;
  for (size_t i = 0; i < exact.size(); ++i) {
    PublicValue& value = chart.buckets[i].value;
    if (!IsShown(value)) continue;
    sum += exact[i];
    enough += min_reports;
    value = {Kind::kAtLeast, std::max(RoundDown(sum - most, min_reports), min_reports)};
    if (sum >= enough) return;
    most = enough - 1;
  }
  if (sum < min_reports) return;
  for (PublicBucket& bucket : chart.buckets) bucket.value = {Kind::kAtLeast, 0};
}

// What is known to have the bucket at least.
int64_t LowerBound(const PublicValue& value) {
  return value.kind == Kind::kFewerThan ? 0 : value.value;
}

// Sorts buckets that are amounts: <1ms, <10ms, <100ms. Of others, the largest comes first.
void OrderBuckets(PublicChart& chart) {
  std::vector<PublicBucket>& buckets = chart.buckets;
  chart.ordered =
      !buckets.empty() && std::all_of(buckets.begin(), buckets.end(),
                                      [](const auto& bucket) { return IsAmount(bucket.key); });
  std::stable_sort(buckets.begin(), buckets.end(),
                   [&chart](const PublicBucket& a, const PublicBucket& b) {
                     if (chart.ordered) return CompareBuckets(a.key, b.key) < 0;
                     return LowerBound(a.value) > LowerBound(b.value);
                   });
}

// Rule 5, but for what anyone can see. `exact` has the buckets of `chart`.
bool IsExclusive(const v1::Chart& exact, const PublicChart& chart, int64_t min_reports) {
  int64_t several = exact.several();
  for (int i = 0; i < exact.data_size(); ++i) {
    if (!IsShown(chart.buckets[i].value)) several -= exact.data(i).among();
  }
  return several < min_reports;
}

bool ShowsMoreThanItsReports(const PublicChart& chart) {
  int64_t sum = 0;
  for (const PublicBucket& bucket : chart.buckets) sum += LowerBound(bucket.value);
  return sum > chart.reports_about;
}

PublicChart PublishChart(const v1::Chart& exact, int64_t min_reports) {
  PublicChart chart{.name = exact.name(), .type = exact.type()};
  std::vector<int64_t> values;
  for (const v1::Datum& datum : exact.data()) {
    values.push_back(datum.value());
    chart.buckets.push_back(
        {.key = datum.key(), .value = PublishValue(datum.value(), min_reports)});
  }
  HideFromTotal(values, min_reports, chart);
  chart.rate = exact.rate();
  chart.exclusive = IsExclusive(exact, chart, min_reports);
  OrderBuckets(chart);
  return chart;
}

// Rule 4, for those charts of a program that are approved at one rate, and so are of the same
// reports.
int64_t ReportsAbout(int64_t exact, const PublicProgram& program, double rate,
                     int64_t min_reports) {
  int64_t most_shown = 0;
  for (const PublicChart& chart : program.charts) {
    if (chart.rate != rate) continue;
    for (const PublicBucket& bucket : chart.buckets) {
      most_shown = std::max(most_shown, LowerBound(bucket.value));
    }
  }
  return std::max(RoundDown(exact, min_reports),
                  RoundDown(most_shown + min_reports - 1, min_reports));
}

PublicProgram PublishProgram(const v1::ProgramCharts& exact, int64_t min_reports) {
  PublicProgram program{.name = exact.name(), .charts = {}};
  for (const v1::Chart& chart : exact.charts()) {
    program.charts.push_back(PublishChart(chart, min_reports));
  }
  program.reports_about = ReportsAbout(exact.reports(), program, 1, min_reports);
  for (int i = 0; i < exact.charts_size(); ++i) {
    PublicChart& chart = program.charts[i];
    chart.reports_about = ReportsAbout(exact.charts(i).reports(), program, chart.rate, min_reports);
    if (ShowsMoreThanItsReports(chart)) chart.exclusive = false;
  }
  return program;
}

// Returns the item with this name, which is added if there is none.
template <typename Item>
Item& FindOrAdd(std::vector<Item>& items, const std::string& name, std::string Item::*name_field) {
  for (Item& item : items) {
    if (item.*name_field == name) return item;
  }
  Item& added = items.emplace_back();
  added.*name_field = name;
  return added;
}

// What each week shows for a bucket that it does not have.
std::vector<PublicValue> AbsentFrom(absl::Span<const PublicCharts> weeks) {
  std::vector<PublicValue> weekly;
  for (const PublicCharts& week : weeks) {
    weekly.push_back(PublishValue(0, week.programs.empty() ? 1 : week.min_reports));
  }
  return weekly;
}

// Adds what `week` shows to the trend, as its week number `index`. `absent` is the value, week by
// week, of a bucket that no week has.
void AddToTrend(const PublicCharts& week, size_t index, const std::vector<PublicValue>& absent,
                PublicCharts& trend) {
  for (const PublicProgram& program : week.programs) {
    PublicProgram& trend_program = FindOrAdd(trend.programs, program.name, &PublicProgram::name);
    trend_program.reports_about += program.reports_about;
    for (const PublicChart& chart : program.charts) {
      PublicChart& trend_chart = FindOrAdd(trend_program.charts, chart.name, &PublicChart::name);
      if (trend_chart.buckets.empty()) {
        trend_chart.type = chart.type;
        trend_chart.rate = chart.rate;
        trend_chart.exclusive = true;
      }
      trend_chart.exclusive &= chart.exclusive;
      for (const PublicBucket& bucket : chart.buckets) {
        PublicBucket& trend_bucket = FindOrAdd(trend_chart.buckets, bucket.key, &PublicBucket::key);
        if (trend_bucket.weekly.empty()) trend_bucket.weekly = absent;
        trend_bucket.weekly[index] = bucket.value;
      }
    }
  }
}

// About how many reports of a week could have a chart of that rate; 0 if nothing says so, because
// none had any.
int64_t ReportsOf(const PublicCharts& week, const std::string& program_name, double rate) {
  for (const PublicProgram& program : week.programs) {
    if (program.name != program_name) continue;
    if (rate == 1) return program.reports_about;
    for (const PublicChart& chart : program.charts) {
      if (chart.rate == rate) return chart.reports_about;
    }
  }
  return 0;
}

void AddReports(absl::Span<const PublicCharts> weeks, const std::string& program,
                PublicChart& chart) {
  for (const PublicCharts& week : weeks) {
    chart.weekly_reports_about.push_back(ReportsOf(week, program, chart.rate));
    chart.reports_about += chart.weekly_reports_about.back();
  }
}

PublicValue SumOf(absl::Span<const PublicValue> weekly) {
  PublicValue sum{Kind::kExact, 0};
  for (const PublicValue& value : weekly) {
    if (!IsShown(value)) sum.kind = Kind::kAtLeast;
    if (value.kind != Kind::kFewerThan) sum.value += value.value;
  }
  return sum;
}

}  // namespace

PublicCharts PublishWeek(const v1::ChartData& exact, int64_t min_reports) {
  PublicCharts week{.start = exact.date_range(0),
                    .end = exact.date_range(1),
                    .min_reports = min_reports,
                    .reports_at_least = RoundDown(exact.num_reports(), min_reports),
                    .weeks = {exact.date_range(1)},
                    .programs = {}};
  for (const v1::ProgramCharts& program : exact.programs()) {
    if (!program.charts().empty()) week.programs.push_back(PublishProgram(program, min_reports));
  }
  return week;
}

PublicCharts PublishTrend(absl::Span<const PublicCharts> weeks) {
  PublicCharts trend{.start = weeks.front().start,
                     .end = weeks.back().end,
                     .min_reports = weeks.back().min_reports,
                     .reports_at_least = 0,
                     .weeks = {},
                     .programs = {}};
  for (const PublicCharts& week : weeks) {
    trend.weeks.push_back(week.end);
    trend.reports_at_least += week.reports_at_least;
  }
  // The latest week decides the order.
  const std::vector<PublicValue> absent = AbsentFrom(weeks);
  for (size_t i = weeks.size(); i-- > 0;) AddToTrend(weeks[i], i, absent, trend);
  for (PublicProgram& program : trend.programs) {
    for (PublicChart& chart : program.charts) {
      for (PublicBucket& bucket : chart.buckets) bucket.value = SumOf(bucket.weekly);
      OrderBuckets(chart);
      AddReports(weeks, program.name, chart);
    }
  }
  return trend;
}

}  // namespace telemetry
