#include "storage/stack/stack_name.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"
#include "storage/stack/counter_name.h"
#include "storage/stack/stack_format.h"
#include "storage/stack/stack_frame.h"

namespace telemetry {
namespace {

using stack_format::kDitto;
using stack_format::kTruncated;
using stack_format::kUnknown;

absl::string_view OrUnknown(absl::string_view text) { return text.empty() ? kUnknown : text; }

}  // namespace

StackName::StackName(absl::string_view title) noexcept {
  Append(title);
  path_ = PathOfLine(absl::string_view(bytes_.data(), size_));
}

void StackName::Append(absl::string_view text) noexcept {
  const size_t count = std::min(text.size(), bytes_.size() - size_);
  std::copy_n(text.begin(), count, bytes_.begin() + size_);
  size_ += count;
}

void StackName::AppendHex(uint64_t value) noexcept {
  char digits[2 * sizeof(value)];
  char* const end = digits + sizeof(digits);
  char* first = end;
  do {
    *--first = "0123456789abcdef"[value % 16];
    value /= 16;
  } while (value != 0);
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

void StackName::Add(const StackFrame& frame) noexcept {
  Append("\n");
  const size_t begin = size_;
  Append(OrUnknown(frame.object));
  if (!frame.build_id.empty()) {
    Append(stack_format::kBeforeBuildId);
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
  AppendFunction(frame.function);
  Append(stack_format::kBeforeEntry);
  AppendHex(frame.entry);
  Append(stack_format::kBeforePc);
  AppendHex(frame.pc);
}

absl::string_view StackName::Finish() noexcept {
  if (size_ > kMaxBytes) {
    size_ = kMaxBytes - kTruncated.size();
    Append(kTruncated);
  }
  return absl::string_view(bytes_.data(), size_);
}

}  // namespace telemetry
