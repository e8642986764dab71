// Builds a table (dataset_table.h) from the rows that several threads have read.
//
//   std::vector<ScannedBlock> blocks = ...;   // in the order of the datasets
//   absl::StatusOr<std::shared_ptr<const Table>> table =
//       BuildTable(kind, scanners, std::move(blocks), /*columns=*/{}, /*threads=*/2, is_cancelled);

#ifndef REPORT_DATASET_INTERNAL_TABLE_BUILDER_H_
#define REPORT_DATASET_INTERNAL_TABLE_BUILDER_H_

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "report/dataset/dataset_filter.h"
#include "report/dataset/internal/row_scanner.h"
#include "report/dataset/table.h"

namespace telemetry::report_internal {

struct ScannedBlock {
  RowBlock rows;
  // Index of the scanner that has its texts.
  size_t scanner = 0;
};

// The columns named in `columns`, or all of them if it is empty. Frees each block once it is in the
// table. Errors: OutOfRange if there are too many bytes of texts; Cancelled; ResourceExhausted if
// memory runs out in a thread.
absl::StatusOr<std::shared_ptr<const Table>> BuildTable(
    DatasetTableKind kind, absl::Span<const std::unique_ptr<RowScanner>> scanners,
    std::vector<ScannedBlock> blocks, const absl::flat_hash_set<std::string>& columns, int threads,
    absl::FunctionRef<bool()> is_cancelled);

}  // namespace telemetry::report_internal

#endif  // REPORT_DATASET_INTERNAL_TABLE_BUILDER_H_
