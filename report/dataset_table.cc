#include "report/dataset_table.h"

#include <malloc.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "report/internal/dataset_reader.h"
#include "report/internal/line_blocks.h"
#include "report/internal/row_scanner.h"
#include "report/internal/table_builder.h"

namespace telemetry {
namespace {

using internal::DatasetFile;
using internal::LineBlocks;
using internal::RowBlock;
using internal::RowScanner;
using internal::ScannedBlock;

// Fits a core's cache, so that what was read is still there when it is parsed.
constexpr int64_t kBlockBytes = int64_t{256} << 10;

// The reading of all blocks by several threads.
class Scan {
 public:
  Scan(absl::Span<const DatasetFile> files, bool skip_malformed)
      : blocks_(files, kBlockBytes), skip_malformed_(skip_malformed) {}

  // A thread's work, with its own scanner, which is the one of number `thread`: one block after
  // another until none is left, one is bad, or `stop` says so.
  void Work(size_t thread, RowScanner& scanner, absl::FunctionRef<bool()> stop) {
    LineBlocks::Reader reader(blocks_);
    while (!stop() && reader.Next()) {
      RowBlock rows;
      int64_t skipped = 0;
      absl::Status status = ScanBlock(reader, scanner, rows, skipped);
      if (!status.ok()) blocks_.Stop();
      const std::lock_guard<std::mutex> lock(mutex_);
      skipped_ += skipped;
      if (status.ok()) {
        scanned_.emplace(reader.index(), ScannedBlock{std::move(rows), thread});
      } else {
        errors_.emplace(reader.index(), std::move(status));
      }
    }
  }

  // These once all threads are done. Blocks are dealt out in order, and every one is worked on
  // until its end or first error, so that the first error of the datasets is always among them.
  absl::Status FirstError() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return errors_.empty() ? absl::OkStatus() : errors_.begin()->second;
  }
  int64_t skipped() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return skipped_;
  }
  std::vector<ScannedBlock> TakeBlocks() {
    const std::lock_guard<std::mutex> lock(mutex_);
    std::vector<ScannedBlock> blocks;
    blocks.reserve(scanned_.size());
    for (auto& [index, block] : scanned_) blocks.push_back(std::move(block));
    scanned_.clear();
    return blocks;
  }

 private:
  absl::Status ScanBlock(LineBlocks::Reader& reader, RowScanner& scanner, RowBlock& rows,
                         int64_t& skipped) const {
    absl::StatusOr<absl::string_view> lines = reader.lines();
    if (!lines.ok()) return lines.status();
    while (!lines->empty()) {
      const absl::string_view line = internal::TakeLine(*lines);
      absl::Status status = scanner.Scan(line, rows);
      if (status.ok()) continue;
      if (!skip_malformed_) return AtLine(status, reader, line);
      ++skipped;
    }
    return absl::OkStatus();
  }

  static absl::Status AtLine(const absl::Status& status, const LineBlocks::Reader& reader,
                             absl::string_view line) {
    const absl::StatusOr<int64_t> number = reader.NumberOf(line);
    if (!number.ok()) return number.status();
    return absl::Status(status.code(),
                        absl::StrCat(reader.path(), ":", *number, ": ", status.message()));
  }

  LineBlocks blocks_;
  const bool skip_malformed_;
  std::mutex mutex_;
  std::map<size_t, ScannedBlock> scanned_ ABSL_GUARDED_BY(mutex_);  // by the block's number
  std::map<size_t, absl::Status> errors_ ABSL_GUARDED_BY(mutex_);
  int64_t skipped_ ABSL_GUARDED_BY(mutex_) = 0;
};

// Gives what the blocks of rows have taken back to the system: there are thousands of them, too small
// for the allocator to do it by itself, and a table's user needs the memory for a copy of it.
void ReturnFreedMemory() {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
}

int NumThreads(int wanted) {
  return wanted > 0 ? wanted : std::max<int>(std::thread::hardware_concurrency(), 1);
}

}  // namespace

absl::StatusOr<DatasetTable> ReadDatasetTable(DatasetTableKind kind,
                                              const std::vector<std::string>& paths,
                                              const DatasetTableOptions& options,
                                              IsCancelled is_cancelled) {
  const absl::StatusOr<std::vector<DatasetFile>> files = internal::OpenDatasets(paths);
  if (!files.ok()) return files.status();
  const int num_threads = NumThreads(options.threads);
  std::vector<std::unique_ptr<RowScanner>> scanners;
  for (int i = 0; i < num_threads; ++i) {
    scanners.push_back(std::make_unique<RowScanner>(kind, options.filter));
  }

  Scan scan(*files, options.skip_malformed);
  bool cancelled = false;
  std::atomic<bool> stopped = false;
  std::vector<std::thread> others;
  for (int i = 1; i < num_threads; ++i) {
    others.emplace_back([&, i] {
      scan.Work(i, *scanners[i], [&stopped] { return stopped.load(std::memory_order_relaxed); });
    });
  }
  scan.Work(0, *scanners[0], [&] {
    cancelled = cancelled || is_cancelled();
    if (cancelled) stopped.store(true, std::memory_order_relaxed);
    return cancelled;
  });
  for (std::thread& other : others) other.join();
  if (cancelled) return absl::CancelledError("cancelled");
  if (absl::Status status = scan.FirstError(); !status.ok()) return status;

  const int64_t skipped = scan.skipped();
  absl::StatusOr<std::shared_ptr<const Table>> table =
      internal::BuildTable(kind, scanners, scan.TakeBlocks(), num_threads, is_cancelled);
  if (!table.ok()) return table.status();
  ReturnFreedMemory();
  return DatasetTable{*std::move(table), skipped};
}

}  // namespace telemetry
