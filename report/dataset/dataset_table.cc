#include "report/dataset/dataset_table.h"

#include <malloc.h>

#include <algorithm>
#include <cstddef>
#include <deque>
#include <iterator>
#include <limits>
#include <map>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "report/dataset/internal/row_scanner.h"
#include "report/dataset/internal/table_builder.h"
#include "report/dataset/parallel.h"
#include "report/dataset/report_line.h"
#include "simdjson.h"

namespace telemetry {
namespace {

using report_internal::DatasetFile;
using report_internal::RowBlock;
using report_internal::RowScanner;
using report_internal::ScannedBlock;

// One table's part of what a thread reads.
struct TableRows {
  RowScanner* scanner;
  RowBlock rows = {};
  // With their numbers.
  std::vector<std::pair<size_t, ScannedBlock>> blocks = {};
};

// Reads the rows of a thread's lines, for each of the tables.
class RowLines final : public report_internal::LineScanner {
 public:
  // `number` is that of the scanners among those of their tables.
  RowLines(absl::Span<RowScanner* const> scanners, size_t number, bool skip_malformed)
      : number_(number), skip_malformed_(skip_malformed) {
    for (RowScanner* const scanner : scanners) tables_.push_back({scanner});
  }

  absl::Status Scan(absl::string_view line) override {
    absl::Status status = ScanTables(line);
    if (status.ok() || !skip_malformed_) return status;
    ++skipped_;
    return absl::OkStatus();
  }

  void EndBlock(size_t block) override {
    for (TableRows& table : tables_) {
      table.blocks.emplace_back(block,
                                ScannedBlock{std::exchange(table.rows, RowBlock()), number_});
    }
  }

  absl::Status OnUnreadable(size_t block, absl::Status status) override {
    const bool is_damage = absl::IsDataLoss(status) || absl::IsOutOfRange(status);
    if (!skip_malformed_ || !is_damage) return status;
    damaged_.emplace(block, status.message());
    return absl::OkStatus();
  }

  int64_t skipped() const { return skipped_; }
  // By block.
  const std::map<size_t, std::string>& damaged() const { return damaged_; }
  std::vector<std::pair<size_t, ScannedBlock>>& blocks(size_t table) {
    return tables_[table].blocks;
  }

 private:
  // A bad line adds no rows to any table: each scanner examines all of it, whatever it keeps.
  absl::Status ScanTables(absl::string_view line) {
    simdjson::dom::object report;
    absl::Status status = report_internal::ParseReportLine(parser_, line, report);
    if (status.ok()) status = report_internal::ReadWholeLine(report, line_);
    for (size_t i = 0; i < tables_.size() && status.ok(); ++i) {
      status = tables_[i].scanner->Scan(line_, tables_[i].rows, /*is_checked=*/i > 0);
    }
    return status;
  }

  const size_t number_;
  const bool skip_malformed_;
  simdjson::dom::parser parser_;
  report_internal::WholeLine line_;
  std::vector<TableRows> tables_;
  int64_t skipped_ = 0;
  std::map<size_t, std::string> damaged_;
};

// A table's blocks in the order of the datasets.
std::vector<ScannedBlock> TakeBlocks(std::deque<RowLines>& lines, size_t table) {
  std::vector<std::pair<size_t, ScannedBlock>> numbered;
  for (RowLines& of_thread : lines) {
    std::vector<std::pair<size_t, ScannedBlock>>& blocks = of_thread.blocks(table);
    std::move(blocks.begin(), blocks.end(), std::back_inserter(numbered));
    blocks.clear();
  }
  std::sort(numbered.begin(), numbered.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<ScannedBlock> blocks;
  blocks.reserve(numbered.size());
  for (auto& [number, block] : numbered) blocks.push_back(std::move(block));
  return blocks;
}

// Returns the memory of the row blocks to the system. The allocator does not do so by itself for
// thousands of small blocks, and the table's user needs the memory to copy it. Takes time even if
// there is little to return, hence only for many rows.
constexpr int64_t kManyRows = int64_t{1} << 20;
void ReturnFreedMemory() {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
}

}  // namespace

absl::StatusOr<std::unique_ptr<DatasetBatches>> DatasetBatches::Open(
    std::vector<DatasetTableKind> kinds, const std::vector<std::string>& paths,
    DatasetTableOptions options) {
  absl::StatusOr<std::vector<DatasetFile>> files = report_internal::OpenDatasets(paths);
  if (!files.ok()) return files.status();
  // Its constructor is private.
  return std::unique_ptr<DatasetBatches>(
      new DatasetBatches(std::move(kinds), *std::move(files), std::move(options)));
}

int64_t DatasetBatches::total_bytes() const {
  int64_t total = 0;
  for (const DatasetFile& file : files_) total += file.size();
  return total;
}

absl::StatusOr<std::vector<std::shared_ptr<const Table>>> DatasetBatches::Next(
    int64_t batch_bytes, IsCancelled is_cancelled) {
  if (scan_.done()) return std::vector<std::shared_ptr<const Table>>();
  const int64_t blocks = std::max<int64_t>(batch_bytes / report_internal::LineScan::kBlockBytes, 1);
  return Read(static_cast<size_t>(blocks), is_cancelled);
}

absl::StatusOr<std::vector<std::shared_ptr<const Table>>> DatasetBatches::Rest(
    IsCancelled is_cancelled) {
  return Read(std::numeric_limits<size_t>::max(), is_cancelled);
}

absl::StatusOr<std::vector<std::shared_ptr<const Table>>> DatasetBatches::Read(
    size_t max_blocks, IsCancelled is_cancelled) {
  const int num_threads = report_internal::NumThreads(options_.threads);
  // By table and thread.
  std::vector<std::vector<std::unique_ptr<RowScanner>>> scanners(kinds_.size());
  std::deque<RowLines> lines;
  std::vector<report_internal::LineScanner*> line_scanners;
  for (int thread = 0; thread < num_threads; ++thread) {
    std::vector<RowScanner*> of_thread;
    for (size_t i = 0; i < kinds_.size(); ++i) {
      of_thread.push_back(
          scanners[i].emplace_back(std::make_unique<RowScanner>(kinds_[i], options_.filter)).get());
    }
    line_scanners.push_back(
        &lines.emplace_back(of_thread, static_cast<size_t>(thread), options_.skip_malformed));
  }
  if (absl::Status status = scan_.Run(line_scanners, max_blocks, is_cancelled); !status.ok()) {
    return status;
  }
  std::map<size_t, std::string> damaged;
  for (const RowLines& of_thread : lines) {
    skipped_ += of_thread.skipped();
    damaged.insert(of_thread.damaged().begin(), of_thread.damaged().end());
  }
  for (auto& [block, message] : damaged) damaged_.push_back(std::move(message));
  std::vector<std::shared_ptr<const Table>> tables;
  int64_t num_rows = 0;
  for (size_t i = 0; i < kinds_.size(); ++i) {
    absl::StatusOr<std::shared_ptr<const Table>> table = report_internal::BuildTable(
        kinds_[i], scanners[i], TakeBlocks(lines, i), options_.columns, num_threads, is_cancelled);
    if (!table.ok()) return table.status();
    num_rows += (*table)->num_rows();
    tables.push_back(*std::move(table));
  }
  if (num_rows >= kManyRows) ReturnFreedMemory();
  return tables;
}

absl::StatusOr<DatasetTable> ReadDatasetTable(DatasetTableKind kind,
                                              const std::vector<std::string>& paths,
                                              const DatasetTableOptions& options,
                                              IsCancelled is_cancelled) {
  const absl::StatusOr<std::unique_ptr<DatasetBatches>> batches =
      DatasetBatches::Open({kind}, paths, options);
  if (!batches.ok()) return batches.status();
  absl::StatusOr<std::vector<std::shared_ptr<const Table>>> tables = (*batches)->Rest(is_cancelled);
  if (!tables.ok()) return tables.status();
  return DatasetTable{tables->front(), (*batches)->skipped(), (*batches)->damaged()};
}

}  // namespace telemetry
