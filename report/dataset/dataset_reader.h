// Reads merged datasets in pieces of whole lines, so that several threads can share a file and each
// holds only its own piece.
//
//   absl::StatusOr<std::vector<DatasetFile>> files = OpenDatasets(paths);
//   PieceReader reader;                                   // one for each thread
//   absl::StatusOr<absl::string_view> lines = reader.Read({&files->front(), 0, 1 << 20});
//   while (!lines->empty()) parse(TakeLine(*lines));
//
// All errors name the file. Files must not change during reading; bytes appended meanwhile are not
// read.

#ifndef REPORT_DATASET_DATASET_READER_H_
#define REPORT_DATASET_DATASET_READER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "storage/unique_fd.h"

namespace telemetry::report_internal {

// Longer lines are refused. A collector accepts uploads of at most 1 MiB, whose JSON is at most six
// times as long.
inline constexpr size_t kMaxLineBytes = size_t{8} << 20;

// A dataset open for reading. The destructor closes it. Reading is thread-safe.
class DatasetFile {
 public:
  // Errors: that of the failed system call; FailedPrecondition if it is not a regular file.
  static absl::StatusOr<DatasetFile> Open(const std::string& path);

  const std::string& path() const { return path_; }
  int64_t size() const { return size_; }

  // Reads `size` bytes at `offset` into `buffer`; the whole range must lie inside the file.
  absl::Status ReadAt(int64_t offset, size_t size, char* buffer) const;

 private:
  DatasetFile(std::string path, UniqueFd fd, int64_t size)
      : path_(std::move(path)), fd_(std::move(fd)), size_(size) {}

  std::string path_;
  UniqueFd fd_;
  int64_t size_;
};

absl::StatusOr<std::vector<DatasetFile>> OpenDatasets(const std::vector<std::string>& paths);

// The lines of `file` that begin at an offset in [begin, end).
struct DatasetPiece {
  const DatasetFile* file;
  int64_t begin;
  int64_t end;
};

// Not thread-safe.
class PieceReader {
 public:
  // The piece's lines with their newlines; the last line of the file need not have one. Valid until
  // the next call, and followed by kPaddingBytes readable bytes. OutOfRange if a line has more than
  // kMaxLineBytes.
  absl::StatusOr<absl::string_view> Read(const DatasetPiece& piece);

  // The file offset of a line of the last piece.
  int64_t OffsetOf(absl::string_view line) const {
    return offset_ + (line.data() - buffer_.data());
  }

  // Required by simdjson.
  static constexpr size_t kPaddingBytes = 64;

 private:
  absl::Status ReadMore(const DatasetFile& file, int64_t end);

  std::string buffer_;
  int64_t offset_ = 0;  // in the file, of the buffer's first byte
  size_t size_ = 0;     // of what the buffer has of the file
};

// Removes the first line, with its newline, from `lines` and returns it without the newline.
absl::string_view TakeLine(absl::string_view& lines);

// The 1-based number of the line that begins at `offset`. Reads all of the file before it.
absl::StatusOr<int64_t> LineNumber(const DatasetFile& file, int64_t offset);

}  // namespace telemetry::report_internal

#endif  // REPORT_DATASET_DATASET_READER_H_
