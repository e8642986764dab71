// Counts, for each bucket and whatever else is counted of reports (chart_table.h), the reports that
// repeat an X already seen with it.
//
//   RepetitionTally tally(xs, table.num_counts());
//   scan([&](const ScannedReport& report) { tally.Add(report); });   // any number of threads
//   counts[bucket] -= tally.repeated(bucket);

#ifndef REPORT_CHART_INTERNAL_REPETITION_TALLY_H_
#define REPORT_CHART_INTERNAL_REPETITION_TALLY_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "report/chart/internal/report_scanner.h"

namespace telemetry::report_internal {

class RepetitionTally {
 public:
  // How many Xs one tally can watch in 16 MiB of memory. At least 1.
  static size_t MaxXs(int num_buckets);

  // `xs` must be sorted, without duplicates, and outlive this.
  RepetitionTally(absl::Span<const double> xs, int num_buckets);

  // Thread-safe. Ignores reports whose X is not watched.
  void Add(const ScannedReport& report);

  // How many reports had the bucket after another one with the same X. Call after the last Add().
  int64_t repeated(int bucket) const { return repeated_[bucket].load(std::memory_order_relaxed); }

 private:
  const absl::Span<const double> xs_;
  const size_t num_buckets_;
  // A bit for each X and bucket: whether a report with both was seen.
  std::vector<std::atomic<uint64_t>> seen_;
  std::vector<std::atomic<int64_t>> repeated_;
};

}  // namespace telemetry::report_internal

#endif  // REPORT_CHART_INTERNAL_REPETITION_TALLY_H_
