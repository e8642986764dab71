// Groups a program's counters into charts.

#ifndef CMD_GOTELEMETRY_TEXT_VIEW_COUNTER_GROUPS_H_
#define CMD_GOTELEMETRY_TEXT_VIEW_COUNTER_GROUPS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "google/protobuf/map.h"

namespace telemetry::cmd {

// A bar of a chart: the bucket, its count, and the counter's full name.
struct Bucket {
  std::string label;
  int64_t count;
  std::string name;
};

// The counters `chart:bucket` of one chart. A counter without a colon is a chart with a single,
// unlabelled bucket.
struct ChartGroup {
  std::string chart;
  std::vector<Bucket> buckets;
};

using Counts = google::protobuf::Map<std::string, int64_t>;

// Groups counters into charts, sorted by name. Buckets that are amounts are in numeric order
// (report/chart/bucket_order.h), others by descending count. Pure.
std::vector<ChartGroup> GroupByChart(const Counts& counters);

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_TEXT_VIEW_COUNTER_GROUPS_H_
