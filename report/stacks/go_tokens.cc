#include "report/stacks/go_tokens.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "storage/json/utf8.h"

namespace telemetry::report_internal {
namespace {

struct Operator {
  absl::string_view text;
  GoToken::Kind kind;
};

constexpr Operator kOperators[] = {{"&&", GoToken::Kind::kAnd},     {"||", GoToken::Kind::kOr},
                                   {"!=", GoToken::Kind::kInvalid}, {"!", GoToken::Kind::kNot},
                                   {"(", GoToken::Kind::kOpen},     {")", GoToken::Kind::kClose}};

constexpr uint32_t kNoCodePoint = 0xffffffff;

void AppendUtf8(uint32_t code, std::string& text) {
  const auto rest = [&](int shift) { return static_cast<char>(0x80 | ((code >> shift) & 0x3f)); };
  if (code < 0x80) {
    text += static_cast<char>(code);
  } else if (code < 0x800) {
    text += static_cast<char>(0xc0 | (code >> 6));
    text += rest(0);
  } else if (code < 0x10000) {
    text += static_cast<char>(0xe0 | (code >> 12));
    text += rest(6);
    text += rest(0);
  } else {
    text += static_cast<char>(0xf0 | (code >> 18));
    text += rest(12);
    text += rest(6);
    text += rest(0);
  }
}

// Consumes `count` digits of base 8 or 16; kNoCodePoint if there are fewer.
uint32_t TakeDigits(absl::string_view& text, size_t count, uint32_t base) {
  if (text.size() < count) return kNoCodePoint;
  uint32_t value = 0;
  for (const char c : text.substr(0, count)) {
    if (!absl::ascii_isxdigit(static_cast<unsigned char>(c))) return kNoCodePoint;
    const auto digit = static_cast<uint32_t>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
    if (digit >= base) return kNoCodePoint;
    value = value * base + digit;
  }
  text.remove_prefix(count);
  return value;
}

bool IsValidUtf8(absl::string_view text) {
  while (!text.empty()) {
    const size_t length = Utf8SequenceLength(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

}  // namespace

bool GoTokens::SkipSpace() {
  bool has_line_end = false;
  while (!rest_.empty()) {
    if (absl::StartsWith(rest_, "//")) {
      rest_.remove_prefix(std::min(rest_.find('\n'), rest_.size()));
    } else if (absl::StartsWith(rest_, "/*")) {
      const size_t end = rest_.find("*/", 2);
      if (end == absl::string_view::npos) return has_line_end;  // an invalid token
      const absl::string_view comment = rest_.substr(0, end + 2);
      const auto lines = std::count(comment.begin(), comment.end(), '\n');
      line_ += static_cast<int>(lines);
      has_line_end |= lines > 0;
      rest_.remove_prefix(comment.size());
    } else if (rest_.front() == '\n') {
      ++line_;
      has_line_end = true;
      rest_.remove_prefix(1);
    } else if (rest_.front() == ' ' || rest_.front() == '\t' || rest_.front() == '\r') {
      rest_.remove_prefix(1);
    } else {
      break;
    }
  }
  return has_line_end;
}

GoToken GoTokens::Invalid(absl::string_view why) const {
  return {.kind = GoToken::Kind::kInvalid, .text = std::string(why), .line = line_};
}

GoToken GoTokens::Next() {
  if (SkipSpace() && may_end_) {
    may_end_ = false;
    return {.kind = GoToken::Kind::kLineEnd, .line = line_ - 1};
  }
  may_end_ = false;
  if (rest_.empty()) return {.kind = GoToken::Kind::kEnd, .line = line_};
  if (rest_.front() == '"') return String();
  if (rest_.front() == '`') return RawString();
  for (const Operator& known : kOperators) {
    if (!absl::ConsumePrefix(&rest_, known.text)) continue;
    if (known.kind == GoToken::Kind::kInvalid) break;
    may_end_ = known.kind == GoToken::Kind::kClose;
    return {.kind = known.kind, .line = line_};
  }
  return Invalid("neither a literal in quotation marks nor one of && || ! ( )");
}

GoToken GoTokens::String() {
  rest_.remove_prefix(1);
  std::string value;
  while (!rest_.empty() && rest_.front() != '\n') {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    if (c == '"') {
      if (!IsValidUtf8(value)) return Invalid("a literal that is not valid UTF-8");
      may_end_ = true;
      return {.kind = GoToken::Kind::kString, .text = std::move(value), .line = line_};
    }
    if (c != '\\') {
      value += c;
    } else if (!Escape(value)) {
      return Invalid("a literal with an escape that Go does not know");
    }
  }
  return Invalid("a literal without its closing quotation mark");
}

bool GoTokens::Escape(std::string& value) {
  constexpr absl::string_view kLetters = "abfnrtv\\\"";
  constexpr absl::string_view kValues = "\a\b\f\n\r\t\v\\\"";
  if (rest_.empty()) return false;
  const char c = rest_.front();
  if (const size_t simple = kLetters.find(c); simple != absl::string_view::npos) {
    value += kValues[simple];
    rest_.remove_prefix(1);
    return true;
  }
  if (c >= '0' && c <= '7') {
    const uint32_t byte = TakeDigits(rest_, 3, 8);
    if (byte > 0xff) return false;
    value += static_cast<char>(byte);
    return true;
  }
  rest_.remove_prefix(1);
  if (c == 'x') {
    const uint32_t byte = TakeDigits(rest_, 2, 16);
    if (byte == kNoCodePoint) return false;
    value += static_cast<char>(byte);
    return true;
  }
  if (c != 'u' && c != 'U') return false;
  const uint32_t code = TakeDigits(rest_, c == 'u' ? 4 : 8, 16);
  if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return false;
  AppendUtf8(code, value);
  return true;
}

GoToken GoTokens::RawString() {
  const size_t end = rest_.find('`', 1);
  if (end == absl::string_view::npos) return Invalid("a literal without its closing `");
  const absl::string_view raw = rest_.substr(1, end - 1);
  rest_.remove_prefix(end + 1);
  GoToken token = {.kind = GoToken::Kind::kString, .line = line_};
  std::copy_if(raw.begin(), raw.end(), std::back_inserter(token.text),
               [](char c) { return c != '\r'; });
  if (!IsValidUtf8(token.text)) return Invalid("a literal that is not valid UTF-8");
  line_ += static_cast<int>(std::count(raw.begin(), raw.end(), '\n'));
  may_end_ = true;
  return token;
}

}  // namespace telemetry::report_internal
