#include "report/internal/dataset_scan.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "report/internal/line_blocks.h"

namespace telemetry::internal {
namespace {

// Fits a core's cache, so that what was read is still there when it is parsed.
constexpr int64_t kBlockBytes = int64_t{256} << 10;

// `status` with the place of `line`.
absl::Status AtLine(const absl::Status& status, const LineBlocks::Reader& reader,
                    absl::string_view line) {
  const absl::StatusOr<int64_t> number = reader.NumberOf(line);
  if (!number.ok()) return number.status();
  return absl::Status(status.code(),
                      absl::StrCat(reader.path(), ":", *number, ": ", status.message()));
}

class Scan {
 public:
  Scan(absl::Span<const DatasetFile> files, const ChartTable& table, ReportVisitor visit)
      : blocks_(files, kBlockBytes), table_(table), visit_(visit) {}

  // A thread's work: one block after another until none is left, one is bad, or `stop` says so.
  void Work(int thread, absl::FunctionRef<bool()> stop) {
    LineBlocks::Reader reader(blocks_);
    ReportScanner scanner(table_);
    while (!stop() && reader.Next()) {
      absl::Status status = ScanBlock(reader, scanner, thread);
      if (status.ok()) continue;
      blocks_.Stop();
      const std::lock_guard<std::mutex> lock(mutex_);
      errors_.emplace(reader.index(), std::move(status));
      return;
    }
  }

  // Once all threads are done. The blocks are taken in order and every block that is taken is
  // worked on until its end or first error, so that of the first bad block is always among them.
  absl::Status FirstError() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return errors_.empty() ? absl::OkStatus() : errors_.begin()->second;
  }

 private:
  absl::Status ScanBlock(const LineBlocks::Reader& reader, ReportScanner& scanner, int thread) {
    absl::StatusOr<absl::string_view> lines = reader.lines();
    if (!lines.ok()) return lines.status();
    while (!lines->empty()) {
      const absl::string_view line = TakeLine(*lines);
      const absl::StatusOr<ScannedReport> report = scanner.Scan(line);
      if (!report.ok()) return AtLine(report.status(), reader, line);
      visit_(thread, *report);
    }
    return absl::OkStatus();
  }

  LineBlocks blocks_;
  const ChartTable& table_;
  const ReportVisitor visit_;
  std::mutex mutex_;
  std::map<size_t, absl::Status> errors_ ABSL_GUARDED_BY(mutex_);  // by block
};

}  // namespace

absl::Status ScanDatasets(absl::Span<const DatasetFile> files, const ChartTable& table, int threads,
                          ReportVisitor visit, absl::FunctionRef<bool()> is_cancelled) {
  Scan scan(files, table, visit);
  std::atomic<bool> stopped = false;
  std::vector<std::thread> others;
  for (int thread = 1; thread < threads; ++thread) {
    others.emplace_back([&, thread] {
      scan.Work(thread, [&stopped] { return stopped.load(std::memory_order_relaxed); });
    });
  }
  bool cancelled = false;
  scan.Work(0, [&] {
    cancelled = cancelled || is_cancelled();
    if (cancelled) stopped.store(true, std::memory_order_relaxed);
    return cancelled;
  });
  for (std::thread& other : others) other.join();
  if (cancelled) return absl::CancelledError("cancelled");
  return scan.FirstError();
}

}  // namespace telemetry::internal
