// The charts that a config calls for, with the buckets that a report can fall into numbered so that
// they can be counted in an array.
//
//   const ChartTable table(config);
//   const ChartTable::Buckets* buckets = table.Find("example.com/tool");
//   if (buckets != nullptr) {
//     const auto id = buckets->counters.find(name);
//     if (id != buckets->counters.end()) ++counts[id->second];
//   }
//   for (const ChartTable::Program& program : table.programs()) ...  // the charts with their bars
//
// Three more things are counted, under numbers that follow those of the buckets: the reports that
// have a program and could have what is approved at some rate, those that have several buckets of a
// chart, and those that have a bucket along with another of its chart.
//
// Immutable, hence thread-safe. A lookup takes constant time and does not allocate.

#ifndef REPORT_CHART_INTERNAL_CHART_TABLE_H_
#define REPORT_CHART_INTERNAL_CHART_TABLE_H_

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "config/upload_config/upload_config.pb.h"

namespace telemetry::report_internal {

class ChartTable {
 public:
  // Maps the text in a report to the bucket's number.
  using BucketIds = absl::flat_hash_map<std::string, int>;

  // The reports that have a program and whose X is at most `rate`, counted under the number `id`.
  struct Population {
    double rate = 1;
    int id = 0;
  };

  // The buckets of one program.
  struct Buckets {
    BucketIds versions;
    BucketIds goos;
    BucketIds goarch;
    BucketIds go_versions;        // "go1.22.3" and "go1.22.4" have one number,
    BucketIds go_major_versions;  // that of "go1.22"
    BucketIds counters;
    std::vector<Population> populations;  // the first is all reports with the program
  };

  // A bar of a chart: counts the reports that have the bucket `id`.
  struct Bar {
    std::string key;
    int id;
  };

  struct Chart {
    std::string name;
    // In the chart's order, each key once.
    std::vector<Bar> bars;
    // Whether to omit bars without reports.
    bool only_seen;
    // Charts that share a bucket have one number. See Several().
    int number = -1;
    // The reports that could have it.
    Population population = {};
  };

  struct Program {
    std::string name;
    std::vector<Chart> charts;
    Population population = {};  // all reports with the program
  };

  explicit ChartTable(const v1::UploadConfig& config);

  // The buckets of a program; null if the config does not have it.
  const Buckets* Find(absl::string_view program) const {
    const auto place = buckets_.find(program);
    return place == buckets_.end() ? nullptr : &place->second;
  }

  // In the config's order, with their charts in drawing order.
  const std::vector<Program>& programs() const { return programs_; }

  // Bucket numbers are in [0, num_buckets()).
  int num_buckets() const { return num_buckets_; }

  // What is counted, buckets included, has numbers in [0, num_counts()).
  int num_counts() const { return num_counts_; }
  // The number of the reports that have this bucket and another one of its chart.
  int Among(int bucket) const { return num_buckets_ + bucket; }
  // The number of the reports that have several buckets of the chart with this number.
  int Several(int chart) const { return 2 * num_buckets_ + chart; }
  // Chart numbers are in [0, num_charts()).
  int num_charts() const { return num_charts_; }
  // The number of the chart that a bucket belongs to.
  int ChartOf(int bucket) const { return chart_of_[bucket]; }

 private:
  // The number for `text`, assigning a new one if it has none.
  int Number(BucketIds& ids, absl::string_view text);

  Chart VersionChart(const v1::ProgramConfig& config, Buckets& buckets);
  Chart GoVersionChart(const v1::UploadConfig& config, Buckets& buckets);
  Chart ValueChart(absl::string_view name,
                   const google::protobuf::RepeatedPtrField<std::string>& values, BucketIds& ids);
  Chart CounterChart(const v1::CounterConfig& config, Buckets& buckets);

  // Numbers charts and whatever else is counted, once the buckets have their numbers.
  void NumberTheRest();
  // The population of that rate, which is added if there is none.
  Population PopulationOf(Buckets& buckets, double rate);

  int num_buckets_ = 0;
  int num_charts_ = 0;
  int num_counts_ = 0;
  std::vector<int> chart_of_;  // by bucket
  absl::flat_hash_map<std::string, Buckets> buckets_;
  std::vector<Program> programs_;
};

}  // namespace telemetry::report_internal

#endif  // REPORT_CHART_INTERNAL_CHART_TABLE_H_
