#include "report/dataset/line_scan.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/cleanup/cleanup.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "report/dataset/internal/line_blocks.h"
#include "report/dataset/parallel.h"
#include "storage/mutex.h"

namespace telemetry::report_internal {
namespace {

// `status` with the position of `line`.
absl::Status AtLine(const absl::Status& status, const LineBlocks::Reader& reader,
                    absl::string_view line) {
  const absl::StatusOr<int64_t> number = reader.NumberOf(line);
  if (!number.ok()) return number.status();
  return absl::Status(status.code(),
                      absl::StrCat(reader.path(), ":", *number, ": ", status.message()));
}

bool IsBlank(absl::string_view line) {
  return line.find_first_not_of(" \t\r") == absl::string_view::npos;
}

absl::Status ScanBlock(const LineBlocks::Reader& reader, LineScanner& scanner) {
  absl::StatusOr<absl::string_view> lines = reader.lines();
  if (!lines.ok()) return scanner.OnUnreadable(reader.index(), lines.status());
  while (!lines->empty()) {
    const absl::string_view line = TakeLine(*lines);
    if (IsBlank(line)) continue;
    absl::Status status = scanner.Scan(line);
    if (!status.ok()) return AtLine(status, reader, line);
  }
  scanner.EndBlock(reader.index());
  return absl::OkStatus();
}

// What the threads of a run share.
class RunState {
 public:
  explicit RunState(LineBlocks& blocks) : blocks_(blocks) {}

  // A thread's work: takes blocks until none is left, one is bad, or `stop` returns true.
  void Work(LineScanner& scanner, absl::FunctionRef<bool()> stop) {
    // When one thread ends before its time, for whatever reason, no other needs another block.
    auto end = absl::MakeCleanup([this] { blocks_.Stop(); });
    LineBlocks::Reader reader(blocks_);
    while (!stop()) {
      if (!reader.Next()) return std::move(end).Cancel();
      absl::Status status = ScanBlock(reader, scanner);
      if (status.ok()) continue;
      const MutexLock lock(mutex_);
      errors_.emplace(reader.index(), std::move(status));
      return;
    }
  }

  // Call once all threads are done. Blocks are taken in order, and each block taken is processed to
  // its end or first error, so the error of the first bad block is always among those found.
  absl::Status FirstError() {
    const MutexLock lock(mutex_);
    return errors_.empty() ? absl::OkStatus() : errors_.begin()->second;
  }

 private:
  LineBlocks& blocks_;
  Mutex mutex_;
  std::map<size_t, absl::Status> errors_ ABSL_GUARDED_BY(mutex_);  // by block
};

}  // namespace

absl::Status LineScan::Run(absl::Span<LineScanner* const> scanners, size_t max_blocks,
                           absl::FunctionRef<bool()> is_cancelled) {
  const size_t begin = blocks_.next_index();
  blocks_.PauseAt(begin + std::min(max_blocks, std::numeric_limits<size_t>::max() - begin));
  RunState run(blocks_);
  bool cancelled = false;
  absl::Status status = RunInParallel(static_cast<int>(scanners.size()), [&](int thread) {
    run.Work(*scanners[static_cast<size_t>(thread)],
             [&] { return thread == 0 && (cancelled = cancelled || is_cancelled()); });
  });
  if (cancelled) return absl::CancelledError("cancelled");
  return status.ok() ? run.FirstError() : status;
}

absl::Status ScanLines(absl::Span<const DatasetFile> files, absl::Span<LineScanner* const> scanners,
                       absl::FunctionRef<bool()> is_cancelled) {
  return LineScan(files).Run(scanners, std::numeric_limits<size_t>::max(), is_cancelled);
}

}  // namespace telemetry::report_internal
