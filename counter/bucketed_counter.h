// A histogram: counts of values between fixed bounds.
//
//   constinit telemetry::BucketedCounter latency(
//       "mytool/latency", {absl::Milliseconds(10), absl::Milliseconds(100), absl::Seconds(1)},
//       {"<10ms", "<100ms", "<1s", ">=1s"});
//
//   latency.Inc(absl::Milliseconds(42));                 // counts "mytool/latency:<100ms"
//
// A value is of any type with operator< and constexpr constants, such as absl::Duration or a
// number. Counting compares the value with each bound and then costs the same as Counter::Inc(): no
// string work, no allocation. For buckets that are kinds rather than ranges, see labeled_counter.h.
//
// Thread-safe and async-signal-safe. Like Counter, a global or otherwise never destroyed.

#ifndef COUNTER_BUCKETED_COUNTER_H_
#define COUNTER_BUCKETED_COUNTER_H_

#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"
#include "counter/labeled_counter.h"

namespace telemetry {

template <typename Value, size_t kBounds>
class BucketedCounter {
 public:
  // Bucket i, with label i, holds the values below bound i that are in no earlier bucket; the last
  // one holds the rest. A `chart:label` has at most LabeledCounter::kMaxNameBytes. A constinit
  // variable whose bounds do not ascend does not compile.
  constexpr BucketedCounter(absl::string_view chart, const Value (&bounds)[kBounds],
                            const char* const (&labels)[kBounds + 1]) noexcept
      : counters_(chart, labels) {
    for (size_t i = 0; i < kBounds; ++i) {
      if (i > 0 && !(bounds[i - 1] < bounds[i])) BoundsDoNotAscend();
      bounds_[i] = bounds[i];
    }
  }

  BucketedCounter(const BucketedCounter&) = delete;
  BucketedCounter& operator=(const BucketedCounter&) = delete;

  // Counts one event, or `n` events, in the bucket of `value`.
  void Inc(const Value& value) noexcept { counters_.Inc(BucketOf(value)); }
  void Add(const Value& value, uint64_t n) noexcept { counters_.Add(BucketOf(value), n); }

  // The index of the bucket of `value`, 0 to kBounds. A value that compares with nothing (NaN) is
  // in the last.
  constexpr size_t BucketOf(const Value& value) const noexcept {
    size_t bucket = 0;
    while (bucket < kBounds && !(value < bounds_[bucket])) ++bucket;
    return bucket;
  }

  // "chart:label" of a bucket. Precondition: `bucket` is at most kBounds.
  absl::string_view name(size_t bucket) const { return counters_.name(bucket); }

 private:
  // Not constexpr, so that a constinit variable cannot call it.
  static void BoundsDoNotAscend() noexcept {}

  Value bounds_[kBounds] = {};
  LabeledCounter<kBounds + 1> counters_;
};

template <typename Value, size_t kBounds, size_t kLabels>
BucketedCounter(absl::string_view, const Value (&)[kBounds], const char* const (&)[kLabels])
    -> BucketedCounter<Value, kBounds>;

}  // namespace telemetry

#endif  // COUNTER_BUCKETED_COUNTER_H_
