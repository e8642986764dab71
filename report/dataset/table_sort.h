// Sorts the rows of a table, so that in a file those that are asked for together lie together.
//
//   absl::StatusOr<std::shared_ptr<const Table>> sorted =
//       SortTable(table, {"week", "program", "chart"}, /*threads=*/2);
//
// Thread-safe. Starts threads of its own and joins them before it returns.

#ifndef REPORT_DATASET_TABLE_SORT_H_
#define REPORT_DATASET_TABLE_SORT_H_

#include <memory>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "report/dataset/table.h"

namespace telemetry {

// A copy of `table` whose rows are sorted by the first of `columns`, among equals by the second,
// and so on; what is equal in all stays in its order. Days sort by time, missing ones first, and
// texts by their place among the texts of the column. `threads` is as in DatasetTableOptions.
//
// It takes time linear in the rows for each of `columns` (a counting sort), and 8 bytes a row
// besides the copy. Errors: InvalidArgument for a column that is not there, or has numbers;
// OutOfRange for 2^32 rows or more; ResourceExhausted if memory runs out.
absl::StatusOr<std::shared_ptr<const Table>> SortTable(const Table& table,
                                                       absl::Span<const absl::string_view> columns,
                                                       int threads);

}  // namespace telemetry

#endif  // REPORT_DATASET_TABLE_SORT_H_
