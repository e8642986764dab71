// Counts, bucket by bucket, what reports with an X that an earlier report has had add to it in
// vain.
//
//   RepetitionTally tally(xs, table.num_buckets());
//   scan([&](const ScannedReport& report) { tally.Add(report); });   // any number of threads
//   counts[bucket] -= tally.repeated(bucket);

#ifndef REPORT_INTERNAL_REPETITION_TALLY_H_
#define REPORT_INTERNAL_REPETITION_TALLY_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "report/internal/report_scanner.h"

namespace telemetry::internal {

class RepetitionTally {
 public:
  // How many Xs one tally can watch within a fixed amount of memory, 16 MiB. At least 1.
  static size_t MaxXs(int num_buckets);

  // `xs` is sorted and has each X once; it must outlive this.
  RepetitionTally(absl::Span<const double> xs, int num_buckets);

  // Thread-safe. Reports with other Xs than those watched change nothing.
  void Add(const ScannedReport& report);

  // How many reports had the bucket after another one with the same X. For after the last Add().
  int64_t repeated(int bucket) const { return repeated_[bucket].load(std::memory_order_relaxed); }

 private:
  const absl::Span<const double> xs_;
  const size_t num_buckets_;
  // A bit for each X and bucket: a report was seen that has both.
  std::vector<std::atomic<uint64_t>> seen_;
  std::vector<std::atomic<int64_t>> repeated_;
};

}  // namespace telemetry::internal

#endif  // REPORT_INTERNAL_REPETITION_TALLY_H_
