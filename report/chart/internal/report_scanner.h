// Reads from a report in a dataset what charts need: its X, its week, and the buckets that it falls
// into.
//
//   ReportScanner scanner(table);  // one for each thread
//   absl::StatusOr<ScannedReport> report = scanner.Scan(line);
//   for (const int bucket : report->buckets) ++counts[bucket];
//
// The whole line is parsed and must be JSON. Unknown fields are ignored, missing fields and null
// are read as empty, as in Go, and the last of a repeated key counts. report/README.md lists the
// differences from the other report parsers.
//
// Not thread-safe.

#ifndef REPORT_CHART_INTERNAL_REPORT_SCANNER_H_
#define REPORT_CHART_INTERNAL_REPORT_SCANNER_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "report/chart/internal/chart_table.h"
#include "simdjson.h"

namespace telemetry::report_internal {

// Views into the scanner: valid until its next report.
struct ScannedReport {
  double x = 0;
  absl::string_view week;
  // Whether Programs has any entry.
  bool has_programs = false;
  // Each bucket once, even if several entries of a program have it. In no particular order.
  absl::Span<const int> buckets;
  // Everything to be counted of it, once each: its buckets, then what else ChartTable numbers.
  absl::Span<const int> counts;
};

class ReportScanner {
 public:
  // `table` must outlive this.
  explicit ReportScanner(const ChartTable& table);

  // `line` must be followed by PieceReader::kPaddingBytes readable bytes. INVALID_ARGUMENT, saying
  // what is wrong but not where, if it is not a report.
  absl::StatusOr<ScannedReport> Scan(absl::string_view line);

 private:
  absl::Status ScanProgram(simdjson::dom::element element, double x);
  void AddBucket(const ChartTable::BucketIds& ids, absl::string_view text);
  // Adds to the buckets, which are complete, what else is counted of the report.
  void AddTheRest();

  const ChartTable& table_;
  simdjson::dom::parser parser_;
  // For each bucket, the number (from 1) of the last report that had it.
  std::vector<int64_t> last_report_;
  int64_t report_ = 0;
  std::vector<int> buckets_;
  // The populations that the report is in, each once; and for each chart how many of its buckets.
  std::vector<int> populations_;
  std::vector<int> buckets_in_chart_;
};

}  // namespace telemetry::report_internal

#endif  // REPORT_CHART_INTERNAL_REPORT_SCANNER_H_
