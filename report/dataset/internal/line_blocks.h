// Deals out the lines of merged datasets, plain or compressed, to several threads in blocks of
// whole lines, so that each thread holds only its own block.
//
//   LineBlocks blocks(*files, /*block_bytes=*/256 << 10);
//   // in each thread:
//   LineBlocks::Reader reader(blocks);
//   while (reader.Next()) {
//     absl::StatusOr<absl::string_view> lines = reader.lines();
//     while (lines.ok() && !lines->empty()) parse(TakeLine(*lines));
//   }
//
// Each thread reads its own blocks of plain files. A compressed file is decompressed by whichever
// thread needs a block, while the others parse theirs. A byte order mark before a file's first line
// is left out.

#ifndef REPORT_DATASET_INTERNAL_LINE_BLOCKS_H_
#define REPORT_DATASET_INTERNAL_LINE_BLOCKS_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "report/dataset/dataset_reader.h"
#include "report/dataset/internal/decompressor.h"
#include "storage/mutex.h"

namespace telemetry::report_internal {

// Thread-safe; a Reader belongs to one thread.
class LineBlocks {
 public:
  class Reader;

  // `files` must outlive this.
  LineBlocks(absl::Span<const DatasetFile> files, int64_t block_bytes)
      : files_(files), block_bytes_(block_bytes) {}

  // Makes every later Next() return false.
  void Stop();

  // Makes Next() return false when all blocks with a lower number have been taken; a later call
  // with a higher number lets it go on.
  void PauseAt(size_t index);
  // The number of the next block.
  size_t next_index();
  // Whether nothing is left. Empty blocks may be left when it returns false.
  bool done();

  // How many bytes of the files have been dealt out, for a progress bar; compressed ones count as
  // they are on disk.
  int64_t dealt_bytes() const { return dealt_bytes_.load(std::memory_order_relaxed); }

 private:
  // The next part of the current compressed file: whole lines, except perhaps the file's last one.
  absl::StatusOr<absl::string_view> Decompress(std::string& buffer)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void NextFile() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void SkipReadFiles() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const absl::Span<const DatasetFile> files_;
  const int64_t block_bytes_;

  // Relaxed: it is only shown.
  std::atomic<int64_t> dealt_bytes_ = 0;

  Mutex mutex_;
  size_t pause_index_ ABSL_GUARDED_BY(mutex_) = std::numeric_limits<size_t>::max();
  int64_t read_files_bytes_ ABSL_GUARDED_BY(mutex_) = 0;  // of the files before `file_`
  size_t next_index_ ABSL_GUARDED_BY(mutex_) = 0;
  size_t file_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t offset_ ABSL_GUARDED_BY(mutex_) = 0;  // in a plain file
  // For a compressed file: its contents, the beginning of a line that is not fully decompressed
  // yet, and that line's number.
  std::unique_ptr<Decompressor> contents_ ABSL_GUARDED_BY(mutex_);
  std::string unfinished_ ABSL_GUARDED_BY(mutex_);
  int64_t next_line_ ABSL_GUARDED_BY(mutex_) = 1;
};

class LineBlocks::Reader {
 public:
  // `blocks` must outlive this.
  explicit Reader(LineBlocks& blocks) : blocks_(blocks) {}

  // Takes the next block; false if there is none. Blocks are taken in the order of the files and
  // their lines, whichever thread takes them.
  bool Next();

  // The block's number, from 0.
  size_t index() const { return index_; }
  // The block's lines, as PieceReader returns them, or the error of reading them; the next block of
  // a plain file, or the next file, can be read all the same. Valid until Next().
  const absl::StatusOr<absl::string_view>& lines() const { return lines_; }
  const std::string& path() const { return file_->path(); }
  // The 1-based number within its file of a line of this block. For a plain file, reads everything
  // before the line.
  absl::StatusOr<int64_t> NumberOf(absl::string_view line) const;

 private:
  void SkipByteOrderMark();

  LineBlocks& blocks_;
  PieceReader pieces_;
  std::string buffer_;
  size_t index_ = 0;
  const DatasetFile* file_ = nullptr;
  int64_t first_line_ = 0;  // 0: that of a plain file, which is not known
  absl::StatusOr<absl::string_view> lines_ = absl::string_view();
};

}  // namespace telemetry::report_internal

#endif  // REPORT_DATASET_INTERNAL_LINE_BLOCKS_H_
