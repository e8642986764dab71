// Reads merged datasets into tables for analysis.
//
//   DatasetTableOptions options;
//   options.filter.programs = {"cmd/go"};
//   absl::StatusOr<DatasetTable> read =
//       ReadDatasetTable(DatasetTableKind::kCounters, paths, options);
//   const Column* value = read->table->Find("value");
//
// or several tables in one pass, a part at a time, so that a dataset of any size needs little
// memory:
//
//   int64_t num_rows = 0;
//   std::unique_ptr<DatasetBatches> batches =
//       *DatasetBatches::Open({DatasetTableKind::kCounters, DatasetTableKind::kReports}, paths);
//   while (true) {
//     absl::StatusOr<std::vector<std::shared_ptr<const Table>>> tables = batches->Next(64 << 20);
//     if (!tables.ok() || tables->empty()) break;
//     num_rows += tables->front()->num_rows();
//   }
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
// and finally `report` (int64) in every table: a key of the report, for joins. It is made of the
// report's week and X alone, so it is the same in all tables, files and datasets:
//
//   bits of x, as an integer + days from 1970-01-01 to the week * 0x9E3779B97F4A7C15, modulo 2^64
//
// Two reports of one week have the same key only if they have the same X.
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
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "report/dataset/dataset_filter.h"
#include "report/dataset/dataset_reader.h"
#include "report/dataset/line_scan.h"
#include "report/dataset/table.h"

namespace telemetry {

struct DatasetTableOptions {
  DatasetFilter filter = {};
  // Count and skip lines that are not reports, and list and skip damaged files from the place of
  // the damage on, rather than fail.
  bool skip_malformed = false;
  // The columns to make, by name; empty: all.
  absl::flat_hash_set<std::string> columns = {};
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
// or for more than 2^31-1 bytes of texts in a column; DataLoss for damaged compressed data;
// Cancelled; ResourceExhausted if memory runs out; otherwise the error of the failed system call,
// with the file.
//
// Memory: the table, 12 bytes per counter while reading, and a few megabytes.
absl::StatusOr<DatasetTable> ReadDatasetTable(
    DatasetTableKind kind, const std::vector<std::string>& paths,
    const DatasetTableOptions& options = {}, IsCancelled is_cancelled = [] { return false; });

// Errors are those of ReadDatasetTable(). Not thread-safe, but for read_bytes().
class DatasetBatches {
 public:
  static absl::StatusOr<std::unique_ptr<DatasetBatches>> Open(std::vector<DatasetTableKind> kinds,
                                                              const std::vector<std::string>& paths,
                                                              DatasetTableOptions options = {});

  // The tables, in the order of the kinds, of the next reports: about `batch_bytes` of JSON,
  // decompressed, whatever the number of threads. None when nothing is left.
  absl::StatusOr<std::vector<std::shared_ptr<const Table>>> Next(
      int64_t batch_bytes, IsCancelled is_cancelled = [] { return false; });
  // Those of all reports that are left.
  absl::StatusOr<std::vector<std::shared_ptr<const Table>>> Rest(IsCancelled is_cancelled = [] {
    return false;
  });

  // Of what has been read so far.
  int64_t skipped() const { return skipped_; }
  const std::vector<std::string>& damaged() const { return damaged_; }
  int64_t read_bytes() const { return scan_.scanned_bytes(); }
  // The size of all files, as they are on disk.
  int64_t total_bytes() const;

 private:
  DatasetBatches(std::vector<DatasetTableKind> kinds,
                 std::vector<report_internal::DatasetFile> files, DatasetTableOptions options)
      : kinds_(std::move(kinds)),
        files_(std::move(files)),
        options_(std::move(options)),
        scan_(files_) {}

  absl::StatusOr<std::vector<std::shared_ptr<const Table>>> Read(size_t max_blocks,
                                                                 IsCancelled is_cancelled);

  const std::vector<DatasetTableKind> kinds_;
  const std::vector<report_internal::DatasetFile> files_;
  const DatasetTableOptions options_;
  report_internal::LineScan scan_;
  int64_t skipped_ = 0;
  std::vector<std::string> damaged_;
};

}  // namespace telemetry

#endif  // REPORT_DATASET_DATASET_TABLE_H_
