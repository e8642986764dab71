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

namespace telemetry::internal {
namespace {

// Fits a core's cache, so that what was read is still there when it is parsed.
constexpr int64_t kPieceBytes = int64_t{256} << 10;

// `status` with the place of the line that begins at `offset`.
absl::Status AtLine(const absl::Status& status, const DatasetFile& file, int64_t offset) {
  const absl::StatusOr<int64_t> line = LineNumber(file, offset);
  if (!line.ok()) return line.status();
  return absl::Status(status.code(), absl::StrCat(file.path(), ":", *line, ": ", status.message()));
}

class Scan {
 public:
  Scan(std::vector<DatasetPiece> pieces, const ChartTable& table, ReportVisitor visit)
      : pieces_(std::move(pieces)), table_(table), visit_(visit) {}

  // A thread's work: one piece after another until none is left or one is bad.
  void Work(int thread) {
    PieceReader reader;
    ReportScanner scanner(table_);
    while (true) {
      // Relaxed: the number alone is shared; what the threads found is read after they are joined.
      const size_t piece = next_piece_.fetch_add(1, std::memory_order_relaxed);
      if (piece >= pieces_.size()) return;
      if (absl::Status status = ScanPiece(pieces_[piece], reader, scanner, thread); !status.ok()) {
        Fail(piece, std::move(status));
        return;
      }
    }
  }

  // Once all threads are done. The pieces are taken in order and every piece that is taken is
  // worked on until its end or first error, so that of the first bad piece is always among them.
  absl::Status FirstError() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return errors_.empty() ? absl::OkStatus() : errors_.begin()->second;
  }

 private:
  absl::Status ScanPiece(const DatasetPiece& piece, PieceReader& reader, ReportScanner& scanner,
                         int thread) {
    absl::StatusOr<absl::string_view> lines = reader.Read(piece);
    if (!lines.ok()) return lines.status();
    while (!lines->empty()) {
      const absl::string_view line = TakeLine(*lines);
      const absl::StatusOr<ScannedReport> report = scanner.Scan(line);
      if (!report.ok()) {
        return AtLine(report.status(), *piece.file, reader.OffsetOf(line));
      }
      visit_(thread, *report);
    }
    return absl::OkStatus();
  }

  void Fail(size_t piece, absl::Status status) {
    // No thread takes another piece.
    next_piece_.store(pieces_.size(), std::memory_order_relaxed);
    const std::lock_guard<std::mutex> lock(mutex_);
    errors_.emplace(piece, std::move(status));
  }

  const std::vector<DatasetPiece> pieces_;
  const ChartTable& table_;
  const ReportVisitor visit_;
  std::atomic<size_t> next_piece_{0};
  std::mutex mutex_;
  std::map<size_t, absl::Status> errors_ ABSL_GUARDED_BY(mutex_);  // by piece
};

}  // namespace

absl::Status ScanDatasets(absl::Span<const DatasetFile> files, const ChartTable& table, int threads,
                          ReportVisitor visit) {
  Scan scan(SplitDatasets(files, kPieceBytes), table, visit);
  std::vector<std::thread> others;
  for (int thread = 1; thread < threads; ++thread) {
    others.emplace_back([&scan, thread] { scan.Work(thread); });
  }
  scan.Work(0);
  for (std::thread& other : others) other.join();
  return scan.FirstError();
}

}  // namespace telemetry::internal
