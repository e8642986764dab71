#include "report/dataset/dataset_table.h"

#include <malloc.h>

#include <algorithm>
#include <cstddef>
#include <deque>
#include <iterator>
#include <map>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "report/dataset/dataset_reader.h"
#include "report/dataset/internal/row_scanner.h"
#include "report/dataset/internal/table_builder.h"
#include "report/dataset/line_scan.h"
#include "report/dataset/parallel.h"

namespace telemetry {
namespace {

using report_internal::DatasetFile;
using report_internal::RowBlock;
using report_internal::RowScanner;
using report_internal::ScannedBlock;

// Reads the rows of a thread's lines with the scanner of that number.
class RowLines final : public report_internal::LineScanner {
 public:
  RowLines(RowScanner& scanner, size_t number, bool skip_malformed)
      : scanner_(scanner), number_(number), skip_malformed_(skip_malformed) {}

  absl::Status Scan(absl::string_view line) override {
    absl::Status status = scanner_.Scan(line, rows_);
    if (status.ok() || !skip_malformed_) return status;
    ++skipped_;
    return absl::OkStatus();
  }

  void EndBlock(size_t block) override {
    blocks_.emplace_back(block, ScannedBlock{std::exchange(rows_, RowBlock()), number_});
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
  // With their numbers.
  std::vector<std::pair<size_t, ScannedBlock>>& blocks() { return blocks_; }

 private:
  RowScanner& scanner_;
  const size_t number_;
  const bool skip_malformed_;
  RowBlock rows_;
  int64_t skipped_ = 0;
  std::map<size_t, std::string> damaged_;
  std::vector<std::pair<size_t, ScannedBlock>> blocks_;
};

// All blocks in the order of the datasets.
std::vector<ScannedBlock> TakeBlocks(std::deque<RowLines>& lines) {
  std::vector<std::pair<size_t, ScannedBlock>> numbered;
  for (RowLines& of_thread : lines) {
    std::move(of_thread.blocks().begin(), of_thread.blocks().end(), std::back_inserter(numbered));
    of_thread.blocks().clear();
  }
  std::sort(numbered.begin(), numbered.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<ScannedBlock> blocks;
  blocks.reserve(numbered.size());
  for (auto& [number, block] : numbered) blocks.push_back(std::move(block));
  return blocks;
}

// Returns the memory of the row blocks to the system. The allocator does not do so by itself for
// thousands of small blocks, and the table's user needs the memory to copy it.
void ReturnFreedMemory() {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
}

}  // namespace

absl::StatusOr<DatasetTable> ReadDatasetTable(DatasetTableKind kind,
                                              const std::vector<std::string>& paths,
                                              const DatasetTableOptions& options,
                                              IsCancelled is_cancelled) {
  const absl::StatusOr<std::vector<DatasetFile>> files = report_internal::OpenDatasets(paths);
  if (!files.ok()) return files.status();
  const int num_threads = report_internal::NumThreads(options.threads);
  std::vector<std::unique_ptr<RowScanner>> scanners;
  std::deque<RowLines> lines;
  std::vector<report_internal::LineScanner*> line_scanners;
  for (int i = 0; i < num_threads; ++i) {
    RowScanner& scanner =
        *scanners.emplace_back(std::make_unique<RowScanner>(kind, options.filter));
    line_scanners.push_back(
        &lines.emplace_back(scanner, static_cast<size_t>(i), options.skip_malformed));
  }
  if (absl::Status status = report_internal::ScanLines(*files, line_scanners, is_cancelled);
      !status.ok()) {
    return status;
  }
  int64_t skipped = 0;
  std::map<size_t, std::string> damaged_blocks;
  for (const RowLines& of_thread : lines) {
    skipped += of_thread.skipped();
    damaged_blocks.insert(of_thread.damaged().begin(), of_thread.damaged().end());
  }
  std::vector<std::string> damaged;
  for (const auto& [block, message] : damaged_blocks) damaged.push_back(message);
  absl::StatusOr<std::shared_ptr<const Table>> table =
      report_internal::BuildTable(kind, scanners, TakeBlocks(lines), num_threads, is_cancelled);
  if (!table.ok()) return table.status();
  ReturnFreedMemory();
  return DatasetTable{*std::move(table), skipped, std::move(damaged)};
}

}  // namespace telemetry
