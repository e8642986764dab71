// Passes all lines of merged datasets to scanners in several threads.
//
//   LineCounter first, second;  // a LineScanner
//   absl::Status status = ScanLines(files, {&first, &second}, is_cancelled);

#ifndef REPORT_DATASET_LINE_SCAN_H_
#define REPORT_DATASET_LINE_SCAN_H_

#include <cstddef>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "report/dataset/dataset_reader.h"

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

// Passes each line to one of the scanners, but for lines that are empty or only white space. Each scanner runs in its own thread, the first in the
// calling one; fewer run if the system starts no more threads. Each thread holds a few hundred
// kilobytes. The calling thread polls `is_cancelled` every few milliseconds.
//
// Returns Cancelled if `is_cancelled` returned true; otherwise ResourceExhausted if memory ran out;
// otherwise the first error in the order of the files and lines, whatever the threads do: a
// scanner's with `FILE:LINE: ` before its message, or that of reading, with the file.
absl::Status ScanLines(absl::Span<const DatasetFile> files, absl::Span<LineScanner* const> scanners,
                       absl::FunctionRef<bool()> is_cancelled);

}  // namespace telemetry::report_internal

#endif  // REPORT_DATASET_LINE_SCAN_H_
