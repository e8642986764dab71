// Passes all lines of merged datasets to scanners in several threads.
//
//   LineCounter first, second;  // a LineScanner
//   absl::Status status = ScanLines(files, {&first, &second}, is_cancelled);
//
// or a part at a time:
//
//   LineScan scan(files);
//   while (status.ok() && !scan.done()) status = scan.Run({&first, &second}, 100, is_cancelled);

#ifndef REPORT_DATASET_LINE_SCAN_H_
#define REPORT_DATASET_LINE_SCAN_H_

#include <cstddef>
#include <cstdint>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "report/dataset/dataset_reader.h"
#include "report/dataset/internal/line_blocks.h"

namespace telemetry::report_internal {

// Processes the lines that one thread gets.
class LineScanner {
 public:
  virtual ~LineScanner() = default;
  // `line` is followed by PieceReader::kPaddingBytes readable bytes. An error ends the scan; its
  // message says what is wrong but not where.
  virtual absl::Status Scan(absl::string_view line) = 0;
  // Called when all lines of a block were scanned without an error. Blocks are numbered from 0 in
  // the order of the files and their lines.
  virtual void EndBlock(size_t /*block*/) {}
  // Called in place of that for a block that cannot be read. The error that it returns ends the
  // scan; if it returns OK, the rest of a compressed file is passed over, or the block of a plain
  // one.
  virtual absl::Status OnUnreadable(size_t /*block*/, absl::Status status) { return status; }
};

// Reads files in the order in which they are given. Not thread-safe, but for scanned_bytes().
class LineScan {
 public:
  // How much of a file, decompressed, a scanner gets at a time: little enough to stay in a core's
  // cache between reading and parsing.
  static constexpr int64_t kBlockBytes = int64_t{256} << 10;

  // `files` must outlive this.
  explicit LineScan(absl::Span<const DatasetFile> files) : blocks_(files, kBlockBytes) {}

  // Passes each line of the next `max_blocks` blocks to one of the scanners. Lines that are empty,
  // or only white space, are passed over. Each scanner runs in its own thread, the first in the
  // calling one; fewer run if the system starts no more threads. Each thread holds a few hundred
  // kilobytes. The calling thread polls `is_cancelled` every few milliseconds.
  //
  // Returns Cancelled if `is_cancelled` returned true; otherwise ResourceExhausted if memory ran
  // out; otherwise the first error in the order of the files and lines, whatever the threads do: a
  // scanner's with `FILE:LINE: ` before its message, or that of reading, with the file. After an
  // error nothing is left.
  absl::Status Run(absl::Span<LineScanner* const> scanners, size_t max_blocks,
                   absl::FunctionRef<bool()> is_cancelled);

  // Whether nothing is left.
  bool done() { return blocks_.done(); }
  // How many bytes of the files, as they are on disk, have been taken. Thread-safe.
  int64_t scanned_bytes() const { return blocks_.dealt_bytes(); }

 private:
  LineBlocks blocks_;
};

// Runs a LineScan of everything.
absl::Status ScanLines(absl::Span<const DatasetFile> files, absl::Span<LineScanner* const> scanners,
                       absl::FunctionRef<bool()> is_cancelled);

}  // namespace telemetry::report_internal

#endif  // REPORT_DATASET_LINE_SCAN_H_
