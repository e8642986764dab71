// The order in which people expect to see the buckets of a chart.

#ifndef REPORT_CHART_BUCKET_ORDER_H_
#define REPORT_CHART_BUCKET_ORDER_H_

#include "absl/strings/string_view.h"

namespace telemetry {

// Whether a bucket is an amount: a number, optionally with a comparison sign before it and a unit
// after it, as in `<10ms`, `1.16`, `>=4KiB`, `2-5`.
bool IsAmount(absl::string_view bucket);

// The natural order: negative, 0 or positive if `a` comes before, equals or comes after `b`. Pure.
//
// Durations (ns, us, ms, s, m, h) come last, ordered by length. Everything else is ordered as text,
// except that numbers in it compare as numbers: 1.9 comes before 1.10. For equal amounts the order
// is <, <=, no sign, >=, >.
int CompareBuckets(absl::string_view a, absl::string_view b);

}  // namespace telemetry

#endif  // REPORT_CHART_BUCKET_ORDER_H_
