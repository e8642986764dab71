// The charts that a config calls for, of reports that are counted elsewhere, such as in a columnar
// store. chart.h counts those of datasets, and says what charts there are.
//
//   const ChartCounts charts(config);
//   std::vector<int64_t> counts(charts.num_buckets());
//   const int bucket = charts.Bucket("example.com/tool", ChartField::kVersion, "v1.2.3");
//   if (bucket >= 0) ++counts[bucket];                 // for each distinct report
//   v1::ChartData data = charts.Draw({counts, /*num_reports=*/1, "2026-11-18"}, start, end);
//
// Immutable, hence thread-safe.

#ifndef REPORT_CHART_CHART_COUNTS_H_
#define REPORT_CHART_CHART_COUNTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "config/upload_config/upload_config.pb.h"
#include "report/chart/chart.pb.h"
#include "report/chart/internal/chart_table.h"

namespace telemetry {

// What of an entry of a report a chart is of.
enum class ChartField { kVersion, kGoVersion, kGoos, kGoarch, kCounter };

// What was counted of some reports.
struct CountedReports {
  // [bucket], the number of distinct reports, by X, that have it. Those that chart.h counts follow
  // with what else ChartTable numbers; what is not there is 0 in the charts.
  std::vector<int64_t> counts;
  // Of all reports, also repeated ones.
  int64_t num_reports = 0;
  // The latest week of a report that has any program, as YYYY-MM-DD; empty if none has.
  std::string latest_week;
};

class ChartCounts {
 public:
  explicit ChartCounts(const v1::UploadConfig& config) : table_(config) {}

  // Buckets are in [0, num_buckets()).
  int num_buckets() const { return table_.num_buckets(); }

  // The bucket of an entry of a report that has `text`; -1 if no chart has it. Several texts may have
  // one bucket: go1.22.3 and go1.22.4 have that of go1.22.
  int Bucket(absl::string_view program, ChartField field, absl::string_view text) const;

  // The charts. `counted.counts` must have num_buckets() elements, or
  // table().num_counts(); `start` and `end` are stated in
  // the charts.
  v1::ChartData Draw(const CountedReports& counted, absl::CivilDay start, absl::CivilDay end) const;

  // How chart.h finds the buckets of a report.
  const report_internal::ChartTable& table() const { return table_; }

 private:
  report_internal::ChartTable table_;
};

}  // namespace telemetry

#endif  // REPORT_CHART_CHART_COUNTS_H_
