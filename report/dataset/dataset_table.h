// Reads merged datasets into tables for analysis.
//
//   DatasetTableOptions options;
//   options.filter.programs = {"cmd/go"};
//   absl::StatusOr<DatasetTable> read =
//       ReadDatasetTable(DatasetTableKind::kCounters, paths, options);
//   const Column* value = read->table->Find("value");
//
// Datasets are newline-delimited JSON as published by a collector or by Go, plain, gzip or zstd,
// whatever the file names. Unknown fields are ignored; missing fields and null are read as empty,
// as in Go. Stricter than Go: a week must be a day, counts are 0 to 2^63-1, and text must be valid
// Unicode.
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
// and finally `report` (int32) in every table: the number of the report in the dataset, from 0,
// which is the same in all tables whatever the filter.
//
// Implementation: threads take blocks of lines, parse them and keep 12 bytes per counter: its
// value, and a number for its name that is local to the thread. When everything is read, the texts
// are sorted and given their final numbers, and threads fill the columns. Rows are in the order of
// the files and their lines, and texts are sorted, however the work was divided.
//
// Thread-safe. Starts threads of its own and joins them before it returns.

#ifndef REPORT_DATASET_DATASET_TABLE_H_
#define REPORT_DATASET_DATASET_TABLE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "report/dataset/dataset_filter.h"
#include "report/dataset/table.h"

namespace telemetry {

struct DatasetTableOptions {
  DatasetFilter filter = {};
  // Count and skip lines that are not reports, and list and skip damaged files from the place of
  // the damage on, rather than fail.
  bool skip_malformed = false;
  // 0: as many as the machine can run at once.
  int threads = 0;
};

struct DatasetTable {
  std::shared_ptr<const Table> table;
  // Number of lines skipped.
  int64_t skipped = 0;
  // What is wrong with each damaged file, which the message names.
  std::vector<std::string> damaged;
};

// Whether to give up; polled by the calling thread every few milliseconds.
using IsCancelled = absl::FunctionRef<bool()>;

// The table of all reports in the files at `paths`. Errors: INVALID_ARGUMENT, `FILE:LINE: ` and
// what is wrong, for the first line that is not a report; OutOfRange for a line of more than 8 MiB,
// for more than 2^31-1 reports, or for more than 2^31-1 bytes of texts in a column; DataLoss for
// damaged compressed data; Cancelled; ResourceExhausted if memory runs out; otherwise the error of
// the failed system call, with the file.
//
// Memory: the table, 12 bytes per counter while reading, and a few megabytes.
absl::StatusOr<DatasetTable> ReadDatasetTable(
    DatasetTableKind kind, const std::vector<std::string>& paths,
    const DatasetTableOptions& options = {}, IsCancelled is_cancelled = [] { return false; });

}  // namespace telemetry

#endif  // REPORT_DATASET_DATASET_TABLE_H_
