// Takes all lines of merged datasets past several threads.
//
//   class Counter : public LineScanner { ... };
//   Counter first, second;
//   absl::Status status = ScanLines(files, {&first, &second}, is_cancelled);

#ifndef REPORT_INTERNAL_LINE_SCAN_H_
#define REPORT_INTERNAL_LINE_SCAN_H_

#include <cstddef>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "report/internal/dataset_reader.h"

namespace telemetry::internal {

// What one thread does with the lines that it gets.
class LineScanner {
 public:
  virtual ~LineScanner() = default;
  // `line` is followed by PieceReader::kPaddingBytes that can be read. An error, which says what is
  // wrong but not where, ends the scan.
  virtual absl::Status Scan(absl::string_view line) = 0;
  // The lines since the last call, all without an error, were those of the block with this number:
  // blocks are numbered from 0 on in the order of the files and their lines.
  virtual void EndBlock(size_t /*block*/) {}
};

// Gives each line to one of the scanners, each of which runs in a thread of its own, the first in the
// calling one; to fewer if the system starts no more threads. Each thread holds a few hundred
// kilobytes. `is_cancelled` is asked every few milliseconds, by the calling thread.
//
// Ends with the first error in the order of the files and lines, whatever the threads do: that of a
// scanner with `FILE:LINE: ` before its message, or that of reading, with the file. Else Cancelled,
// or ResourceExhausted if memory runs out.
absl::Status ScanLines(absl::Span<const DatasetFile> files, absl::Span<LineScanner* const> scanners,
                       absl::FunctionRef<bool()> is_cancelled);

}  // namespace telemetry::internal

#endif  // REPORT_INTERNAL_LINE_SCAN_H_
