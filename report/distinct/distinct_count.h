// Counts how many distinct reports, by X, have each of several things.
//
//   const std::vector<double> x = {0.25, 0.25, 0.5};
//   const std::vector<int64_t> cells = {0, 0, 1};          // what each row counts
//   CountDistinct(x, cells, /*num_cells=*/2);              // {1, 1}
//
// One pass, with a hash table of 32 bytes for each row at most. Thread-safe.

#ifndef REPORT_DISTINCT_DISTINCT_COUNT_H_
#define REPORT_DISTINCT_DISTINCT_COUNT_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace telemetry {

// [cell], the number of distinct `x` among the rows whose `cells` is the cell. Rows with a negative
// cell do not count.
//
// INVALID_ARGUMENT if the spans differ in length, or a cell is not below `num_cells`.
absl::StatusOr<std::vector<int64_t>> CountDistinct(absl::Span<const double> x,
                                                   absl::Span<const int64_t> cells,
                                                   int64_t num_cells);

}  // namespace telemetry

#endif  // REPORT_DISTINCT_DISTINCT_COUNT_H_
