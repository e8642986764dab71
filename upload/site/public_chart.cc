#include "upload/site/public_chart.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "report/bucket_order.h"

namespace telemetry {
namespace {

using Kind = PublicValue::Kind;

// A bucket's place: program, chart and key, none of which contains a NUL.
std::string BucketId(absl::string_view program, absl::string_view chart, absl::string_view key) {
  return absl::StrCat(program, absl::string_view("\0", 1), chart, absl::string_view("\0", 1), key);
}

bool IsShown(const PublicValue& value) { return value.kind == Kind::kExact; }

// Rule 2 above. `exact` has the true value of each bucket.
void HideComplement(const std::vector<int64_t>& exact, int64_t min_reports, PublicChart& chart) {
  int64_t hidden = 0;
  size_t smallest = exact.size();
  for (size_t i = 0; i < exact.size(); ++i) {
    if (!IsShown(chart.buckets[i].value)) {
      hidden += exact[i];
    } else if (smallest == exact.size() || exact[i] < exact[smallest]) {
      smallest = i;
    }
  }
  if (hidden == 0 || hidden >= min_reports || smallest == exact.size()) return;
  chart.buckets[smallest].value = {Kind::kAtLeast, min_reports};
}

// What the shown values of the days add up to, for each bucket that has one.
using ShownSums = absl::flat_hash_map<std::string, int64_t>;

ShownSums SumShown(absl::Span<const PublicCharts> days) {
  ShownSums sums;
  for (const PublicCharts& day : days) {
    for (const PublicProgram& program : day.programs) {
      for (const PublicChart& chart : program.charts) {
        for (const PublicBucket& bucket : chart.buckets) {
          if (!IsShown(bucket.value)) continue;
          sums[BucketId(program.name, chart.name, bucket.key)] += bucket.value.value;
        }
      }
    }
  }
  return sums;
}

// Rules 1 and 3. `shown_in_parts` is null if the chart has no parts.
PublicValue PublishValue(int64_t exact, const int64_t* shown_in_parts, int64_t min_reports) {
  // Where one report is enough, there is nobody to hide.
  if (min_reports <= 1) return {Kind::kExact, exact};
  if (exact < min_reports) return {Kind::kFewerThan, min_reports};
  if (shown_in_parts != nullptr) {
    const int64_t hidden_in_parts = exact - *shown_in_parts;
    if (hidden_in_parts > 0 && hidden_in_parts < min_reports) {
      return {Kind::kAtLeast, std::max(*shown_in_parts, min_reports)};
    }
  }
  return {Kind::kExact, exact};
}

// Puts buckets that are amounts into their order: <1ms, <10ms, <100ms. Others keep theirs.
void OrderAmounts(PublicChart& chart) {
  std::vector<PublicBucket>& buckets = chart.buckets;
  if (!std::all_of(buckets.begin(), buckets.end(),
                   [](const PublicBucket& bucket) { return IsAmount(bucket.key); })) {
    return;
  }
  std::stable_sort(buckets.begin(), buckets.end(),
                   [](const PublicBucket& a, const PublicBucket& b) {
                     return CompareBuckets(a.key, b.key) < 0;
                   });
}

// `sums` is null for a day.
PublicCharts Publish(const v1::ChartData& exact, const ShownSums* sums, int64_t min_reports) {
  PublicCharts charts{.start = exact.date_range(0),
                      .end = exact.date_range(1),
                      .min_reports = min_reports,
                      .reports_at_least = exact.num_reports() / min_reports * min_reports,
                      .weeks = {},
                      .programs = {}};
  for (const v1::ProgramCharts& program : exact.programs()) {
    PublicProgram public_program{.name = program.name(), .charts = {}};
    for (const v1::Chart& chart : program.charts()) {
      PublicChart& public_chart = public_program.charts.emplace_back(
          PublicChart{.name = chart.name(), .type = chart.type(), .buckets = {}});
      std::vector<int64_t> values;
      for (const v1::Datum& datum : chart.data()) {
        const int64_t* shown_in_parts = nullptr;
        if (sums != nullptr) {
          static constexpr int64_t kNone = 0;
          const auto sum = sums->find(BucketId(program.name(), chart.name(), datum.key()));
          shown_in_parts = sum == sums->end() ? &kNone : &sum->second;
        }
        values.push_back(datum.value());
        public_chart.buckets.push_back(
            {.key = datum.key(),
             .value = PublishValue(datum.value(), shown_in_parts, min_reports)});
      }
      HideComplement(values, min_reports, public_chart);
      OrderAmounts(public_chart);
    }
    if (!public_program.charts.empty()) charts.programs.push_back(std::move(public_program));
  }
  return charts;
}

// The item of `items` that has this name; added if there is none.
template <typename Item>
Item& FindOrAdd(std::vector<Item>& items, const std::string& name, std::string Item::*name_field) {
  for (Item& item : items) {
    if (item.*name_field == name) return item;
  }
  Item& added = items.emplace_back();
  added.*name_field = name;
  return added;
}

// Adds what `week` shows, which is week number `index` of `weeks`.
void AddToTrend(const PublicCharts& week, size_t index, size_t weeks, PublicCharts& trend) {
  const PublicValue hidden{Kind::kFewerThan, trend.min_reports};
  for (const PublicProgram& program : week.programs) {
    PublicProgram& trend_program = FindOrAdd(trend.programs, program.name, &PublicProgram::name);
    for (const PublicChart& chart : program.charts) {
      PublicChart& trend_chart = FindOrAdd(trend_program.charts, chart.name, &PublicChart::name);
      trend_chart.type = chart.type;
      for (const PublicBucket& bucket : chart.buckets) {
        PublicBucket& trend_bucket = FindOrAdd(trend_chart.buckets, bucket.key, &PublicBucket::key);
        trend_bucket.weekly.resize(weeks, hidden);
        trend_bucket.weekly[index] = bucket.value;
      }
    }
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

PublicCharts PublishDay(const v1::ChartData& exact, int64_t min_reports) {
  return Publish(exact, nullptr, min_reports);
}

PublicCharts PublishWeek(const v1::ChartData& exact, absl::Span<const PublicCharts> days,
                         int64_t min_reports) {
  const ShownSums sums = SumShown(days);
  PublicCharts week = Publish(exact, &sums, min_reports);
  week.weeks = {week.end};
  return week;
}

PublicCharts PublishTrend(absl::Span<const PublicCharts> weeks, int64_t min_reports) {
  PublicCharts trend{.start = weeks.front().start,
                     .end = weeks.back().end,
                     .min_reports = min_reports,
                     .reports_at_least = 0,
                     .weeks = {},
                     .programs = {}};
  for (const PublicCharts& week : weeks) {
    trend.weeks.push_back(week.end);
    trend.reports_at_least += week.reports_at_least;
  }
  // The latest week decides the order.
  for (size_t i = weeks.size(); i-- > 0;) AddToTrend(weeks[i], i, weeks.size(), trend);
  for (PublicProgram& program : trend.programs) {
    for (PublicChart& chart : program.charts) {
      for (PublicBucket& bucket : chart.buckets) bucket.value = SumOf(bucket.weekly);
      OrderAmounts(chart);
    }
  }
  return trend;
}

}  // namespace telemetry
