#include "report/chart/internal/repetition_tally.h"

#include <algorithm>

namespace telemetry::report_internal {
namespace {

constexpr size_t kMaxBits = size_t{16 << 20} * 8;

}  // namespace

size_t RepetitionTally::MaxXs(int num_buckets) {
  return std::max<size_t>(kMaxBits / std::max(num_buckets, 1), 1);
}

RepetitionTally::RepetitionTally(absl::Span<const double> xs, int num_buckets)
    : xs_(xs),
      num_buckets_(num_buckets),
      seen_((xs.size() * num_buckets_ + 63) / 64),
      repeated_(num_buckets_) {}

void RepetitionTally::Add(const ScannedReport& report) {
  const auto x = std::lower_bound(xs_.begin(), xs_.end(), report.x);
  if (x == xs_.end() || *x != report.x) return;
  const size_t row = static_cast<size_t>(x - xs_.begin()) * num_buckets_;
  for (const int bucket : report.counts) {
    const size_t bit = row + bucket;
    const uint64_t mask = uint64_t{1} << (bit % 64);
    // Relaxed: exactly one thread finds the bit unset, in any order, and the bit publishes nothing
    // else.
    const uint64_t before = seen_[bit / 64].fetch_or(mask, std::memory_order_relaxed);
    if ((before & mask) != 0) repeated_[bucket].fetch_add(1, std::memory_order_relaxed);
  }
}

}  // namespace telemetry::report_internal
