#include "cmd/gotelemetry/text_view/counter_groups.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "report/chart/bucket_order.h"

namespace telemetry::cmd {
namespace {

bool ByAmount(const Bucket& a, const Bucket& b) {
  const int order = CompareBuckets(a.label, b.label);
  return order != 0 ? order < 0 : a.label < b.label;
}

bool ByFallingCount(const Bucket& a, const Bucket& b) {
  return a.count != b.count ? a.count > b.count : ByAmount(a, b);
}

}  // namespace

std::vector<ChartGroup> GroupByChart(const Counts& counters) {
  std::map<std::string, std::vector<Bucket>> charts;
  for (const auto& [name, count] : counters) {
    const size_t colon = name.find(':');
    std::string label = colon == std::string::npos ? "" : name.substr(colon + 1);
    charts[name.substr(0, colon)].push_back({std::move(label), count, name});
  }
  std::vector<ChartGroup> groups;
  for (auto& [chart, buckets] : charts) {
    const bool amounts = std::all_of(buckets.begin(), buckets.end(),
                                     [](const Bucket& bucket) { return IsAmount(bucket.label); });
    std::sort(buckets.begin(), buckets.end(), amounts ? ByAmount : ByFallingCount);
    groups.push_back({chart, std::move(buckets)});
  }
  return groups;
}

}  // namespace telemetry::cmd
