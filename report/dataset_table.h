// Reads merged datasets into tables, for those who analyse them.
//
//   DatasetTableOptions options;
//   options.filter.programs = {"cmd/go"};
//   absl::StatusOr<DatasetTable> read = ReadDatasetTable(DatasetTableKind::kCounters, paths, options);
//   const Column* value = read->table->Find("value");
//
// Datasets are newline-delimited JSON as a collector and Go publish it, plain, gzip or zstd,
// whatever they are called. What the schema does not know is ignored; what is missing or null is
// empty, as Go reads it. Stricter than Go: a week must be a day, counts are 0 to 2^63-1, and text
// is valid Unicode.
//
// Columns, in this order, after `week` (day) and `x` (double) of the report:
//
//   kCounters  program, version, goversion, goos, goarch, chart, bucket (texts), value (int64)
//              A counter `chart:bucket`; without a ":" its name is both.
//   kStacks    program, version, goversion, goos, goarch, stack, frames (texts), value (int64)
//              The first line of a stack counter's name, and its other lines.
//   kPrograms  program, version, goversion, goos, goarch (texts), counters, stacks (int32)
//              An entry of a report, and how many counters and stacks it has.
//   kReports   last_week (day, null if there is none), config (text), programs (int32)
//
// and at the end of each `report` (int32): the number of the report in the dataset, from 0 on, the
// same in all tables, whatever the filter.
//
// How. Threads take blocks of lines, parse them and keep 12 bytes a counter: its name's number,
// names being numbered for each thread, and its value. When all is read, texts are sorted and given
// their final numbers, and threads fill the columns. Rows are in the order of the files and of
// their lines, and texts are sorted, whatever the threads do.
//
// Thread-safe. Starts threads of its own and joins them before it returns.

#ifndef REPORT_DATASET_TABLE_H_
#define REPORT_DATASET_TABLE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "report/dataset_filter.h"
#include "report/table.h"

namespace telemetry {

struct DatasetTableOptions {
  DatasetFilter filter = {};
  // Lines that are no reports are counted and passed over, rather than being an error.
  bool skip_malformed = false;
  // 0: as many as the machine runs at once.
  int threads = 0;
};

struct DatasetTable {
  std::shared_ptr<const Table> table;
  // Number of lines that were passed over.
  int64_t skipped = 0;
};

// Asked every few milliseconds, by the calling thread, whether to give up.
using IsCancelled = absl::FunctionRef<bool()>;

// The table of all reports in the files at `paths`. Errors: INVALID_ARGUMENT, `FILE:LINE: ` and what
// is wrong, for the first line that is not a report; OutOfRange for a line of more than 8 MiB and
// for more than 2^31-1 reports, or bytes of texts in a column; DataLoss for damaged compressed data;
// Cancelled; ResourceExhausted if memory runs out; else that of the system call that failed, with
// the file.
//
// Memory: the table, at first 12 bytes a counter, and a few megabytes.
absl::StatusOr<DatasetTable> ReadDatasetTable(
    DatasetTableKind kind, const std::vector<std::string>& paths,
    const DatasetTableOptions& options = {}, IsCancelled is_cancelled = [] { return false; });

}  // namespace telemetry

#endif  // REPORT_DATASET_TABLE_H_
