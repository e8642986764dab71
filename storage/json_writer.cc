#include "storage/json_writer.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "storage/utf8.h"

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

// Whether a byte stands for itself. A table, because every byte of every string is looked up.
constexpr std::array<bool, 256> kIsPlain = [] {
  std::array<bool, 256> is_plain = {};
  for (int byte = 0x20; byte < 0x80; ++byte) is_plain[byte] = true;
  for (const unsigned char special : {'"', '\\', '<', '>', '&'}) is_plain[special] = false;
  return is_plain;
}();

// How many bytes at the start of `value` stand for themselves.
size_t PlainPrefix(absl::string_view value) {
  size_t size = 0;
  while (size < value.size() && kIsPlain[static_cast<unsigned char>(value[size])]) ++size;
  return size;
}

void AppendEscapedAscii(std::string& text, char c) {
  text += '\\';
  if (const char escape = ShortEscape(c)) {
    text += escape;
    return;
  }
  const auto byte = static_cast<uint8_t>(c);
  absl::StrAppend(&text, "u00");
  text += kHexDigits[byte >> 4];
  text += kHexDigits[byte & 0xf];
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
  return absl::StrCat(digits.substr(0, 1), digits.size() > 1 ? "." : "", digits.substr(1), "e",
                      decimal.exponent < 0 ? "-" : "+", std::abs(decimal.exponent));
}

std::string InPositionalForm(const Decimal& decimal) {
  const absl::string_view digits = decimal.digits;
  if (decimal.exponent < 0) {
    return absl::StrCat("0.", std::string(-decimal.exponent - 1, '0'), digits);
  }
  const size_t whole = decimal.exponent + 1;
  if (digits.size() <= whole) return absl::StrCat(digits, std::string(whole - digits.size(), '0'));
  return absl::StrCat(digits.substr(0, whole), ".", digits.substr(whole));
}

}  // namespace

JsonWriter::JsonWriter(absl::string_view indent) : indent_(indent) {}

void JsonWriter::BeginObject() { BeginContainer('{'); }
void JsonWriter::EndObject() { EndContainer('}'); }
void JsonWriter::BeginArray() { BeginContainer('['); }
void JsonWriter::EndArray() { EndContainer(']'); }

void JsonWriter::Key(absl::string_view key) {
  BeginValue();
  AppendString(key);
  text_ += ':';
  if (!indent_.empty()) text_ += ' ';
  after_key_ = true;
}

void JsonWriter::String(absl::string_view value) {
  BeginValue();
  AppendString(value);
}

void JsonWriter::Int(int64_t value) {
  BeginValue();
  absl::StrAppend(&text_, value);
}

void JsonWriter::Uint(uint64_t value) {
  BeginValue();
  absl::StrAppend(&text_, value);
}

void JsonWriter::Double(double value) {
  if (!std::isfinite(value)) return Null();
  BeginValue();
  if (std::signbit(value)) text_ += '-';
  const double magnitude = std::fabs(value);
  const bool scientific = magnitude != 0 && (magnitude < 1e-6 || magnitude >= 1e21);
  const Decimal decimal = ShortestDecimal(value);
  text_ += scientific ? InScientificForm(decimal) : InPositionalForm(decimal);
}

void JsonWriter::Bool(bool value) {
  BeginValue();
  text_ += value ? "true" : "false";
}

void JsonWriter::Null() {
  BeginValue();
  text_ += "null";
}

// What goes before a key or value: a comma and a line break, unless the value follows its key.
void JsonWriter::BeginValue() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (has_items_.empty()) return;
  if (has_items_.back()) text_ += ',';
  has_items_.back() = true;
  NewLine();
}

void JsonWriter::BeginContainer(char bracket) {
  BeginValue();
  text_ += bracket;
  has_items_.push_back(false);
}

void JsonWriter::EndContainer(char bracket) {
  const bool had_items = has_items_.back();
  has_items_.pop_back();
  if (had_items) NewLine();
  text_ += bracket;
}

void JsonWriter::NewLine() {
  if (indent_.empty()) return;
  text_ += '\n';
  for (size_t level = 0; level < has_items_.size(); ++level) text_ += indent_;
}

void JsonWriter::AppendString(absl::string_view value) {
  // Nearly every string is plain.
  if (PlainPrefix(value) == value.size()) {
    absl::StrAppend(&text_, "\"", value, "\"");
    return;
  }
  text_ += '"';
  while (!value.empty()) {
    const size_t plain = PlainPrefix(value);
    text_.append(value.data(), plain);
    value.remove_prefix(plain);
    if (value.empty()) break;

    const size_t length = Utf8SequenceLength(value);
    const absl::string_view sequence = value.substr(0, length);
    if (length == 0) {
      text_ += "\\ufffd";
    } else if (length == 1) {
      AppendEscapedAscii(text_, value[0]);
    } else if (sequence == "\u2028" || sequence == "\u2029") {  // line ends to JavaScript
      text_ += sequence == "\u2028" ? "\\u2028" : "\\u2029";
    } else {
      text_.append(sequence.data(), sequence.size());
    }
    value.remove_prefix(length == 0 ? 1 : length);
  }
  text_ += '"';
}

}  // namespace telemetry
