#include "storage/json/json_view.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"
#include "storage/concat.h"
#include "storage/json/utf8.h"

namespace telemetry {
namespace {

constexpr absl::string_view kReplacement = "\xef\xbf\xbd";  // U+FFFD

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

void SkipSpace(absl::string_view& rest) {
  while (!rest.empty() && IsSpace(rest.front())) rest.remove_prefix(1);
}

// Takes `word` off the front of `rest`, if it is there.
bool Take(absl::string_view word, absl::string_view& rest) {
  if (rest.substr(0, word.size()) != word) return false;
  rest.remove_prefix(word.size());
  return true;
}

bool TakeDigits(absl::string_view& rest) {
  size_t digits = 0;
  while (digits < rest.size() && absl::ascii_isdigit(static_cast<unsigned char>(rest[digits]))) {
    ++digits;
  }
  rest.remove_prefix(digits);
  return digits > 0;
}

bool TakeNumber(absl::string_view& rest) {
  Take("-", rest);
  // No digit may follow a leading zero.
  if (!Take("0", rest) && !TakeDigits(rest)) return false;
  if (Take(".", rest) && !TakeDigits(rest)) return false;
  if (Take("e", rest) || Take("E", rest)) {
    if (!Take("+", rest)) Take("-", rest);
    return TakeDigits(rest);
  }
  return true;
}

// The code unit that four hexadecimal digits at the start of `text` are, or -1.
int CodeUnit(absl::string_view text) {
  if (text.size() < 4) return -1;
  int unit = 0;
  for (const char c : text.substr(0, 4)) {
    if (!absl::ascii_isxdigit(static_cast<unsigned char>(c))) return -1;
    const int digit = absl::ascii_isdigit(static_cast<unsigned char>(c))
                          ? c - '0'
                          : absl::ascii_tolower(static_cast<unsigned char>(c)) - 'a' + 10;
    unit = unit * 16 + digit;
  }
  return unit;
}

// Takes what follows a backslash.
bool TakeEscape(absl::string_view& rest) {
  if (rest.empty()) return false;
  const char c = rest.front();
  rest.remove_prefix(1);
  if (c == 'u') {
    if (CodeUnit(rest) < 0) return false;
    rest.remove_prefix(4);
    return true;
  }
  return absl::string_view("\"\\/bfnrt").find(c) != absl::string_view::npos;
}

bool TakeString(absl::string_view& rest) {
  if (!Take("\"", rest)) return false;
  while (!rest.empty()) {
    const auto c = static_cast<unsigned char>(rest.front());
    if (c == '"') {
      rest.remove_prefix(1);
      return true;
    }
    if (c < 0x20) return false;
    const size_t length = Utf8SequenceLength(rest);
    if (length == 0) return false;
    rest.remove_prefix(length);
    if (c == '\\' && !TakeEscape(rest)) return false;
  }
  return false;
}

bool TakeValue(absl::string_view& rest, size_t depth);

// Takes what follows the opening bracket of an array or object, to its `close`.
bool TakeItems(char close, absl::string_view& rest, size_t depth) {
  const absl::string_view end(&close, 1);
  SkipSpace(rest);
  if (Take(end, rest)) return true;
  while (true) {
    if (close == '}') {
      SkipSpace(rest);
      if (!TakeString(rest)) return false;
      SkipSpace(rest);
      if (!Take(":", rest)) return false;
    }
    if (!TakeValue(rest, depth)) return false;
    if (Take(end, rest)) return true;
    if (!Take(",", rest)) return false;
  }
}

// Takes a value and the white space around it; `depth` is how much deeper it may nest.
bool TakeValue(absl::string_view& rest, size_t depth) {
  SkipSpace(rest);
  if (rest.empty()) return false;
  bool taken = false;
  const char c = rest.front();
  if (c == '{' || c == '[') {
    rest.remove_prefix(1);
    taken = depth > 0 && TakeItems(c == '{' ? '}' : ']', rest, depth - 1);
  } else if (c == '"') {
    taken = TakeString(rest);
  } else {
    taken = Take("null", rest) || Take("true", rest) || Take("false", rest) || TakeNumber(rest);
  }
  SkipSpace(rest);
  return taken;
}

// What follows is for text that TakeValue() has taken before.

// The string, with its quotation marks, at the start of `rest`.
absl::string_view NextString(absl::string_view rest) {
  size_t end = 1;
  while (rest[end] != '"') end += rest[end] == '\\' ? 2 : 1;
  return rest.substr(0, end + 1);
}

// The value at the start of `rest`.
absl::string_view NextValue(absl::string_view rest) {
  if (rest.front() == '"') return NextString(rest);
  size_t end = 0;
  if (rest.front() != '{' && rest.front() != '[') {
    while (end < rest.size() &&
           absl::string_view(",]} \t\n\r").find(rest[end]) == absl::string_view::npos) {
      ++end;
    }
    return rest.substr(0, end);
  }
  size_t open = 0;
  do {
    const char c = rest[end];
    if (c == '"') {
      end += NextString(rest.substr(end)).size();
      continue;
    }
    if (c == '{' || c == '[') ++open;
    if (c == '}' || c == ']') --open;
    ++end;
  } while (open > 0);
  return rest.substr(0, end);
}

// Drops white space, and a `separator` in it.
void SkipSeparator(char separator, absl::string_view& rest) {
  SkipSpace(rest);
  if (!rest.empty() && rest.front() == separator) rest.remove_prefix(1);
  SkipSpace(rest);
}

void AppendUtf8(uint32_t code, std::string& text) {
  if (code < 0x80) {
    text.push_back(static_cast<char>(code));
  } else if (code < 0x800) {
    text.push_back(static_cast<char>(0xc0 | code >> 6));
    text.push_back(static_cast<char>(0x80 | (code & 0x3f)));
  } else if (code < 0x10000) {
    text.push_back(static_cast<char>(0xe0 | code >> 12));
    text.push_back(static_cast<char>(0x80 | (code >> 6 & 0x3f)));
    text.push_back(static_cast<char>(0x80 | (code & 0x3f)));
  } else {
    text.push_back(static_cast<char>(0xf0 | code >> 18));
    text.push_back(static_cast<char>(0x80 | (code >> 12 & 0x3f)));
    text.push_back(static_cast<char>(0x80 | (code >> 6 & 0x3f)));
    text.push_back(static_cast<char>(0x80 | (code & 0x3f)));
  }
}

bool IsHighSurrogate(int unit) { return unit >= 0xd800 && unit < 0xdc00; }
bool IsLowSurrogate(int unit) { return unit >= 0xdc00 && unit < 0xe000; }

// Takes the digits of \uXXXX, and a second escape if the two are a surrogate pair.
void AppendCodeUnit(absl::string_view& rest, std::string& text) {
  const int unit = CodeUnit(rest);
  rest.remove_prefix(4);
  const int second = rest.substr(0, 2) == "\\u" ? CodeUnit(rest.substr(2)) : -1;
  if (IsHighSurrogate(unit) && IsLowSurrogate(second)) {
    rest.remove_prefix(6);
    AppendUtf8(0x10000 + ((static_cast<uint32_t>(unit) - 0xd800) << 10) +
                   (static_cast<uint32_t>(second) - 0xdc00),
               text);
  } else if (IsHighSurrogate(unit) || IsLowSurrogate(unit)) {
    text.append(kReplacement.data(), kReplacement.size());
  } else {
    AppendUtf8(static_cast<uint32_t>(unit), text);
  }
}

// What a string with its quotation marks stands for.
std::string Unescaped(absl::string_view quoted) {
  absl::string_view rest = quoted.substr(1, quoted.size() - 2);
  std::string text;
  while (!rest.empty()) {
    const size_t plain = std::min(rest.find('\\'), rest.size());
    text.append(rest.data(), plain);
    rest.remove_prefix(plain);
    if (rest.empty()) break;
    const char escape = rest[1];
    rest.remove_prefix(2);
    constexpr absl::string_view kEscapes = "bfnrt";
    constexpr absl::string_view kMeanings = "\b\f\n\r\t";
    const size_t control = kEscapes.find(escape);
    if (escape == 'u') {
      AppendCodeUnit(rest, text);
    } else {
      text.push_back(control == absl::string_view::npos ? escape : kMeanings[control]);
    }
  }
  return text;
}

}  // namespace

std::optional<JsonView> JsonView::Parse(absl::string_view json) {
  absl::string_view rest = json;
  if (!TakeValue(rest, kMaxDepth) || !rest.empty()) return std::nullopt;
  SkipSpace(json);
  return JsonView(NextValue(json));
}

JsonView JsonView::Field(absl::string_view key) const {
  JsonView found;
  bool repeated = false;
  ForEachField([&](const std::string& name, JsonView value) {
    if (name != key) return true;
    repeated = !found.missing();
    found = value;
    return !repeated;
  });
  return repeated ? JsonView() : found;
}

std::optional<std::string> JsonView::String() const {
  if (!StartsWith('"')) return std::nullopt;
  return Unescaped(text_);
}

std::optional<bool> JsonView::Bool() const {
  if (text_ == "true") return true;
  if (text_ == "false") return false;
  return std::nullopt;
}

std::optional<int64_t> JsonView::Int64() const { return ParseInt64(text_); }

void JsonView::ForEachField(
    absl::FunctionRef<bool(const std::string& key, JsonView value)> read) const {
  if (!is_object()) return;
  absl::string_view rest = text_.substr(1);
  SkipSpace(rest);
  while (rest.front() != '}') {
    const absl::string_view key = NextString(rest);
    rest.remove_prefix(key.size());
    SkipSeparator(':', rest);
    const absl::string_view value = NextValue(rest);
    rest.remove_prefix(value.size());
    SkipSeparator(',', rest);
    if (!read(Unescaped(key), JsonView(value))) return;
  }
}

void JsonView::ForEachElement(absl::FunctionRef<bool(JsonView value)> read) const {
  if (!is_array()) return;
  absl::string_view rest = text_.substr(1);
  SkipSpace(rest);
  while (rest.front() != ']') {
    const absl::string_view value = NextValue(rest);
    rest.remove_prefix(value.size());
    SkipSeparator(',', rest);
    if (!read(JsonView(value))) return;
  }
}

}  // namespace telemetry
