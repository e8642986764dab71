// Counters as people look at them: a program's counters sorted into charts.

#ifndef CMD_GOTELEMETRY_VIEW_COUNTER_GROUPS_H_
#define CMD_GOTELEMETRY_VIEW_COUNTER_GROUPS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "google/protobuf/map.h"

namespace telemetry::cmd {

// A bar of a chart: the bucket, its count, and the counter's whole name.
struct Bucket {
  std::string label;
  int64_t count;
  std::string name;
};

// The counters `chart:bucket` of one chart; a counter without a colon is a chart of one bucket
// without a label.
struct ChartGroup {
  std::string chart;
  std::vector<Bucket> buckets;
};

using Counts = google::protobuf::Map<std::string, int64_t>;

// Sorts counters into charts, by name. Buckets that are amounts come in their order
// (report/bucket_order.h), others by falling count. Pure.
std::vector<ChartGroup> GroupByChart(const Counts& counters);

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_VIEW_COUNTER_GROUPS_H_
