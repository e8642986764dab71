#include "storage/json/json_writer.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "storage/concat.h"
#include "storage/json/utf8.h"

namespace telemetry {
namespace {

constexpr char kHexDigits[] = "0123456789abcdef";

// The short escape of `c` after its backslash, or 0 if it has none.
char ShortEscape(char c) {
  switch (c) {
    case '"':
    case '\\':
      return c;
    case '\b':
      return 'b';
    case '\f':
      return 'f';
    case '\n':
      return 'n';
    case '\r':
      return 'r';
    case '\t':
      return 't';
    default:
      return 0;
  }
}

// Whether a byte stands for itself.
constexpr bool IsPlain(char c) {
  return static_cast<signed char>(c) >= 0x20 && c != '"' && c != '\\' && c != '<' && c != '>' &&
         c != '&';
}

// How many bytes at the start of `value` stand for themselves.
size_t PlainPrefix(absl::string_view value) {
  size_t size = 0;
  while (size < value.size() && IsPlain(value[size])) ++size;
  return size;
}

// Whether each byte of `word` stands for itself; eight at a time.
bool ArePlain(uint64_t word) {
  constexpr uint64_t kEach = 0x0101010101010101;
  constexpr uint64_t kHighBits = 0x80 * kEach;
  // The high bit of some byte is set if some byte is zero.
  const auto zeros = [](uint64_t bytes) { return (bytes - kEach) & ~bytes; };
  const uint64_t quotes = (word | ('"' ^ '&') * kEach) ^ ('"' | '&') * kEach;
  const uint64_t brackets = (word | ('<' ^ '>') * kEach) ^ ('<' | '>') * kEach;
  const uint64_t backslashes = word ^ '\\' * kEach;
  const uint64_t controls = (word - 0x20 * kEach) & ~word;
  return ((zeros(quotes) | zeros(brackets) | zeros(backslashes) | controls | word) & kHighBits) ==
         0;
}

bool IsPlain(absl::string_view value) {
  uint64_t word;
  for (; value.size() >= sizeof(word); value.remove_prefix(sizeof(word))) {
    memcpy(&word, value.data(), sizeof(word));
    if (!ArePlain(word)) return false;
  }
  return PlainPrefix(value) == value.size();
}

std::string EscapedAscii(char c) {
  if (const char escape = ShortEscape(c)) return {'\\', escape};
  const auto byte = static_cast<uint8_t>(c);
  return {'\\', 'u', '0', '0', kHexDigits[byte >> 4], kHexDigits[byte & 0xf]};
}

// The shortest decimal digits of |value|, without a point, and the exponent of the first digit.
struct Decimal {
  std::string digits;
  int exponent;
};

Decimal ShortestDecimal(double value) {
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof(buffer), std::fabs(value),
                                 std::chars_format::scientific)
                       .ptr;
  Decimal decimal;
  const char* p = buffer;
  for (; *p != 'e'; ++p) {
    if (*p != '.') decimal.digits += *p;
  }
  *end = '\0';
  decimal.exponent = std::atoi(p + 1);
  return decimal;
}

std::string InScientificForm(const Decimal& decimal) {
  const absl::string_view digits = decimal.digits;
  return Concat(digits.substr(0, 1), digits.size() > 1 ? "." : "", digits.substr(1), "e",
                decimal.exponent < 0 ? "-" : "+", std::abs(decimal.exponent));
}

std::string InPositionalForm(const Decimal& decimal) {
  const absl::string_view digits = decimal.digits;
  if (decimal.exponent < 0) {
    return Concat("0.", std::string(-decimal.exponent - 1, '0'), digits);
  }
  const size_t whole = decimal.exponent + 1;
  if (digits.size() <= whole) return Concat(digits, std::string(whole - digits.size(), '0'));
  return Concat(digits.substr(0, whole), ".", digits.substr(whole));
}

}  // namespace

JsonWriter::JsonWriter(absl::string_view indent)
    : indent_(indent),
      colon_(indent.empty() ? "\":" : "\": "),
      line_break_(indent.empty() ? "" : "\n") {}

void JsonWriter::BeginObject() { BeginContainer('{'); }
void JsonWriter::EndObject() { EndContainer('}'); }
void JsonWriter::BeginArray() { BeginContainer('['); }
void JsonWriter::EndArray() { EndContainer(']'); }

void JsonWriter::Key(absl::string_view key) {
  Separate();
  AppendString(key, colon_);
  after_ = After::kKey;
}

void JsonWriter::String(absl::string_view value) {
  Separate();
  AppendString(value, "\"");
}

void JsonWriter::Int(int64_t value) {
  Separate();
  char digits[20];
  const char* const end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  Append(absl::string_view(digits, static_cast<size_t>(end - digits)));
}

void JsonWriter::Uint(uint64_t value) {
  Separate();
  char digits[20];
  const char* const end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  Append(absl::string_view(digits, static_cast<size_t>(end - digits)));
}

void JsonWriter::Double(double value) {
  if (!std::isfinite(value)) return Null();
  Separate();
  if (std::signbit(value)) Append('-');
  const double magnitude = std::fabs(value);
  const bool scientific = magnitude != 0 && (magnitude < 1e-6 || magnitude >= 1e21);
  const Decimal decimal = ShortestDecimal(value);
  Append(scientific ? InScientificForm(decimal) : InPositionalForm(decimal));
}

void JsonWriter::Bool(bool value) {
  Separate();
  Append(value ? "true" : "false");
}

void JsonWriter::Null() {
  Separate();
  Append("null");
}

std::string JsonWriter::Take() && {
  text_.resize(std::exchange(size_, 0));
  return std::exchange(text_, std::string());
}

// Writes what stands between a key or value and what it comes after.
void JsonWriter::Separate() {
  const After after = std::exchange(after_, After::kItem);
  if (after == After::kKey) return;
  if (after == After::kItem) Append(',');
  if (after != After::kNothing && !line_break_.empty()) Append(line_break_);
}

void JsonWriter::BeginContainer(char bracket) {
  Separate();
  Append(bracket);
  line_break_ += indent_;
  after_ = After::kBracket;
}

void JsonWriter::EndContainer(char bracket) {
  line_break_.resize(line_break_.size() - indent_.size());
  if (after_ == After::kItem) Append(line_break_);
  Append(bracket);
  after_ = After::kItem;
}

void JsonWriter::AppendString(absl::string_view value, absl::string_view end) {
  Append('"');
  // Nearly every string is plain.
  if (IsPlain(value)) {
    Append(value);
    return Append(end);
  }
  while (!value.empty()) {
    const size_t plain = PlainPrefix(value);
    Append(value.substr(0, plain));
    value.remove_prefix(plain);
    if (value.empty()) break;

    const size_t length = Utf8SequenceLength(value);
    const absl::string_view sequence = value.substr(0, length);
    if (length == 0) {
      Append("\\ufffd");
    } else if (length == 1) {
      Append(EscapedAscii(value[0]));
    } else if (sequence == "\u2028" || sequence == "\u2029") {  // line ends to JavaScript
      Append(sequence == "\u2028" ? "\\u2028" : "\\u2029");
    } else {
      Append(sequence);
    }
    value.remove_prefix(length == 0 ? 1 : length);
  }
  Append(end);
}

void JsonWriter::MakeRoom(size_t length) {
  text_.resize(std::max(2 * text_.size(), size_ + std::max<size_t>(length, 512)));
}

}  // namespace telemetry
