// The order in which people expect the buckets of a chart.

#ifndef REPORT_BUCKET_ORDER_H_
#define REPORT_BUCKET_ORDER_H_

#include "absl/strings/string_view.h"

namespace telemetry {

// Whether a bucket is an amount: a number, possibly with a sign of comparison before it and a unit
// after it, as in `<10ms`, `1.16`, `>=4KiB`, `2-5`.
bool IsAmount(absl::string_view bucket);

// The natural order, negative, 0 or positive as `a` comes before, with or after `b`. Pure.
//
// Durations (ns, us, ms, s, m, h) are ordered by length, everything else, before them, by its text
// with numbers in it taken as numbers: 1.9 comes before 1.10. At one amount: <, <=, none, >=, >.
int CompareBuckets(absl::string_view a, absl::string_view b);

}  // namespace telemetry

#endif  // REPORT_BUCKET_ORDER_H_
