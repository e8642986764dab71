#include "report/dataset/internal/line_blocks.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace telemetry::report_internal {
namespace {

// Windows programs write it before UTF-8.
constexpr absl::string_view kByteOrderMark = "\xef\xbb\xbf";

}  // namespace

void LineBlocks::Stop() {
  const MutexLock lock(mutex_);
  file_ = files_.size();
}

void LineBlocks::PauseAt(size_t index) {
  const MutexLock lock(mutex_);
  pause_index_ = index;
}

size_t LineBlocks::next_index() {
  const MutexLock lock(mutex_);
  return next_index_;
}

bool LineBlocks::done() {
  const MutexLock lock(mutex_);
  SkipReadFiles();
  return file_ >= files_.size();
}

void LineBlocks::SkipReadFiles() {
  while (file_ < files_.size() && offset_ >= files_[file_].size()) NextFile();
}

void LineBlocks::NextFile() {
  read_files_bytes_ += files_[file_].size();
  dealt_bytes_.store(read_files_bytes_, std::memory_order_relaxed);
  ++file_;
  offset_ = 0;
  contents_.reset();
  unfinished_.clear();
  next_line_ = 1;
}

absl::StatusOr<absl::string_view> LineBlocks::Decompress(std::string& buffer) {
  size_t size = unfinished_.size();
  const auto step = static_cast<size_t>(block_bytes_);
  if (buffer.size() < size) buffer.resize(size);
  std::copy(unfinished_.begin(), unfinished_.end(), buffer.begin());
  while (true) {
    if (buffer.size() < size + step + PieceReader::kPaddingBytes) {
      buffer.resize(size + step + PieceReader::kPaddingBytes);
    }
    const absl::StatusOr<size_t> got = contents_->Read(buffer.data() + size, step);
    if (!got.ok()) {
      NextFile();
      return got.status();
    }
    // What was there before is the beginning of a line, without a newline.
    const size_t newline = absl::string_view(buffer.data() + size, *got).rfind('\n');
    const size_t unfinished_begin = newline == absl::string_view::npos ? 0 : size + newline + 1;
    size += *got;
    const absl::string_view text(buffer.data(), size);
    dealt_bytes_.store(read_files_bytes_ + contents_->consumed_bytes(), std::memory_order_relaxed);
    if (size - unfinished_begin > kMaxLineBytes) {
      const std::string& path = files_[file_].path();
      NextFile();
      return absl::OutOfRangeError(
          absl::StrCat(path, ": a line has more than ", kMaxLineBytes, " bytes"));
    }
    if (*got == 0) {
      NextFile();
      return text;
    }
    if (unfinished_begin == 0) continue;
    const absl::string_view unfinished = text.substr(unfinished_begin);
    unfinished_.assign(unfinished.data(), unfinished.size());
    const absl::string_view lines = text.substr(0, unfinished_begin);
    next_line_ += std::count(lines.begin(), lines.end(), '\n');
    return lines;
  }
}

bool LineBlocks::Reader::Next() {
  MutexLock lock(blocks_.mutex_);
  if (blocks_.next_index_ >= blocks_.pause_index_) return false;
  blocks_.SkipReadFiles();
  if (blocks_.file_ >= blocks_.files_.size()) return false;
  file_ = &blocks_.files_[blocks_.file_];
  index_ = blocks_.next_index_++;

  if (blocks_.offset_ == 0 && blocks_.contents_ == nullptr) {
    absl::StatusOr<std::unique_ptr<Decompressor>> contents = OpenCompressed(*file_);
    if (!contents.ok()) {
      blocks_.NextFile();
      lines_ = contents.status();
      return true;
    }
    blocks_.contents_ = *std::move(contents);
  }
  if (blocks_.contents_ != nullptr) {
    first_line_ = blocks_.next_line_;
    lines_ = blocks_.Decompress(buffer_);
    if (first_line_ == 1) SkipByteOrderMark();
    return true;
  }
  const int64_t begin = blocks_.offset_;
  const int64_t end = std::min(begin + blocks_.block_bytes_, file_->size());
  blocks_.offset_ = end;
  blocks_.dealt_bytes_.store(blocks_.read_files_bytes_ + end, std::memory_order_relaxed);
  lock.Release();
  first_line_ = 0;
  lines_ = pieces_.Read({file_, begin, end});
  if (begin == 0) SkipByteOrderMark();
  return true;
}

void LineBlocks::Reader::SkipByteOrderMark() {
  if (lines_.ok() && absl::StartsWith(*lines_, kByteOrderMark)) {
    lines_->remove_prefix(kByteOrderMark.size());
  }
}

absl::StatusOr<int64_t> LineBlocks::Reader::NumberOf(absl::string_view line) const {
  if (first_line_ == 0) return LineNumber(*file_, pieces_.OffsetOf(line));
  return first_line_ + std::count(buffer_.data(), line.data(), '\n');
}

}  // namespace telemetry::report_internal
