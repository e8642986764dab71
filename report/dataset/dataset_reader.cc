#include "report/dataset/dataset_reader.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace telemetry::report_internal {
namespace {

// How much to read at a time when a piece's last line extends beyond it.
constexpr int64_t kStepBytes = int64_t{64} << 10;

absl::Status ReadError(absl::string_view path) {
  const int error_number = errno;
  return absl::ErrnoToStatus(error_number, absl::StrCat("cannot read ", path));
}

}  // namespace

absl::StatusOr<DatasetFile> DatasetFile::Open(const std::string& path) {
  UniqueFd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat info;
  if (!fd.valid() || fstat(fd.get(), &info) != 0) return ReadError(path);
  if (!S_ISREG(info.st_mode)) {
    return absl::FailedPreconditionError(absl::StrCat("cannot read ", path, ": not a file"));
  }
  return DatasetFile(path, std::move(fd), info.st_size);
}

absl::Status DatasetFile::ReadAt(int64_t offset, size_t size, char* buffer) const {
  while (size > 0) {
    const ssize_t got = pread(fd_.get(), buffer, size, offset);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return ReadError(path_);
    if (got == 0) {
      return absl::DataLossError(absl::StrCat("cannot read ", path_, ": it became shorter"));
    }
    buffer += got;
    offset += got;
    size -= static_cast<size_t>(got);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<DatasetFile>> OpenDatasets(const std::vector<std::string>& paths) {
  std::vector<DatasetFile> files;
  files.reserve(paths.size());
  for (const std::string& path : paths) {
    absl::StatusOr<DatasetFile> file = DatasetFile::Open(path);
    if (!file.ok()) return file.status();
    files.push_back(*std::move(file));
  }
  return files;
}

absl::StatusOr<absl::string_view> PieceReader::Read(const DatasetPiece& piece) {
  // The byte before the piece tells whether a line begins at the start of the piece.
  offset_ = std::max<int64_t>(piece.begin - 1, 0);
  size_ = 0;
  if (absl::Status status = ReadMore(*piece.file, piece.end); !status.ok()) return status;

  size_t begin = 0;
  if (piece.begin > 0) {
    const size_t newline = absl::string_view(buffer_.data(), size_).find('\n');
    if (newline == absl::string_view::npos) return absl::string_view();  // inside a longer line
    begin = newline + 1;
  }
  const size_t piece_size = static_cast<size_t>(piece.end - offset_);
  if (begin >= piece_size) return absl::string_view();
  // The last line ends at the first newline at or after the piece's last byte.
  size_t searched = piece_size - 1;
  const size_t before_last_line =
      absl::string_view(buffer_.data(), searched).substr(begin).rfind('\n');
  const size_t last_line =
      begin + (before_last_line == absl::string_view::npos ? 0 : before_last_line + 1);
  while (true) {
    const size_t newline = absl::string_view(buffer_.data(), size_).find('\n', searched);
    const bool ends = newline != absl::string_view::npos;
    if ((ends ? newline : size_) - last_line > kMaxLineBytes) {
      return absl::OutOfRangeError(
          absl::StrCat(piece.file->path(), ": a line has more than ", kMaxLineBytes, " bytes"));
    }
    const int64_t read_to = offset_ + static_cast<int64_t>(size_);
    if (ends || read_to == piece.file->size()) {
      return absl::string_view(buffer_.data() + begin, (ends ? newline + 1 : size_) - begin);
    }
    searched = size_;
    const int64_t end = std::min(read_to + kStepBytes, piece.file->size());
    if (absl::Status status = ReadMore(*piece.file, end); !status.ok()) return status;
  }
}

// Extends the buffer up to the file offset `end`.
absl::Status PieceReader::ReadMore(const DatasetFile& file, int64_t end) {
  const size_t wanted = static_cast<size_t>(end - offset_);
  if (buffer_.size() < wanted + kPaddingBytes) buffer_.resize(wanted + kPaddingBytes);
  absl::Status status =
      file.ReadAt(offset_ + static_cast<int64_t>(size_), wanted - size_, buffer_.data() + size_);
  if (status.ok()) size_ = wanted;
  return status;
}

absl::string_view TakeLine(absl::string_view& lines) {
  const size_t newline = lines.find('\n');
  const absl::string_view line = lines.substr(0, newline);
  lines.remove_prefix(newline == absl::string_view::npos ? lines.size() : newline + 1);
  return line;
}

absl::StatusOr<int64_t> LineNumber(const DatasetFile& file, int64_t offset) {
  std::string buffer(static_cast<size_t>(kStepBytes), '\0');
  int64_t line = 1;
  for (int64_t begin = 0; begin < offset; begin += kStepBytes) {
    const auto size = static_cast<size_t>(std::min(kStepBytes, offset - begin));
    if (absl::Status status = file.ReadAt(begin, size, buffer.data()); !status.ok()) return status;
    line += std::count(buffer.begin(), buffer.begin() + static_cast<ptrdiff_t>(size), '\n');
  }
  return line;
}

}  // namespace telemetry::report_internal
