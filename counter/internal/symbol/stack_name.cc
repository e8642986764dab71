#include "counter/internal/symbol/stack_name.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"
#include "counter/internal/symbol/symbolizer.h"

namespace telemetry {
namespace counter_internal {
namespace {

constexpr absl::string_view kUnknown = "?";
constexpr absl::string_view kDitto = "\"";
constexpr absl::string_view kTruncated = "\ntruncated\n";

absl::string_view PathOf(absl::string_view line) {
  const size_t dot = line.rfind('.');
  return dot == absl::string_view::npos ? absl::string_view() : line.substr(0, dot);
}

absl::string_view OrUnknown(absl::string_view text) { return text.empty() ? kUnknown : text; }

}  // namespace

StackName::StackName(absl::string_view title) noexcept {
  Append(title);
  path_ = PathOf(absl::string_view(bytes_.data(), size_));
}

void StackName::Append(absl::string_view text) noexcept {
  const size_t count = std::min(text.size(), bytes_.size() - size_);
  std::copy_n(text.begin(), count, bytes_.begin() + size_);
  size_ += count;
}

void StackName::AppendHex(uintptr_t value) noexcept {
  char digits[2 * sizeof(value)];
  char* const end = digits + sizeof(digits);
  char* first = end;
  do {
    *--first = "0123456789abcdef"[value % 16];
    value /= 16;
  } while (value != 0);
  Append("0x");
  Append(absl::string_view(first, static_cast<size_t>(end - first)));
}

void StackName::AppendFunction(absl::string_view function) noexcept {
  const size_t dot = function.find('.');
  Append(OrUnknown(function.substr(0, dot)));
  if (dot == absl::string_view::npos) return;
  Append("[");
  for (const char& c : function.substr(dot + 1)) Append(c == '.' ? " " : absl::string_view(&c, 1));
  Append("]");
}

void StackName::Add(const FrameSymbol& frame, absl::string_view function) noexcept {
  Append("\n");
  const size_t begin = size_;
  Append(OrUnknown(frame.object));
  if (!frame.build_id.empty()) {
    Append("@");
    Append(frame.build_id);
  }
  const absl::string_view path(bytes_.data() + begin, size_ - begin);
  if (path == path_) {
    size_ = begin;
    Append(kDitto);
  } else {
    path_ = path;
  }
  Append(".");
  AppendFunction(function);
  Append(":@");
  AppendHex(frame.entry);
  Append(",+");
  AppendHex(frame.offset);
}

absl::string_view StackName::Finish() noexcept {
  if (size_ > kMaxBytes) {
    size_ = kMaxBytes - kTruncated.size();
    Append(kTruncated);
  }
  return absl::string_view(bytes_.data(), size_);
}

}  // namespace counter_internal
}  // namespace telemetry
