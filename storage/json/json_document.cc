#include "storage/json/json_document.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <system_error>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/charconv.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "rapidjson/error/en.h"
#include "rapidjson/memorystream.h"
#include "rapidjson/reader.h"
#include "storage/json/utf8.h"

namespace telemetry {
namespace {

constexpr size_t kMaxDepth = 10000;
constexpr absl::string_view kReplacementEscape = "\\ufffd";
constexpr size_t kReplacementBytes = 3;  // of U+FFFD in UTF-8

// The parser's own stack is on the heap, and numbers are kept as they are written.
constexpr unsigned kParseFlags =
    rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag;

// The code unit of the escape \uXXXX that `text` begins with, or -1.
int EscapedCodeUnit(absl::string_view text) {
  if (text.size() < 6 || text[0] != '\\' || text[1] != 'u') return -1;
  int unit = 0;
  for (const char c : text.substr(2, 4)) {
    if (!absl::ascii_isxdigit(c)) return -1;
    const int digit = absl::ascii_isdigit(c) ? c - '0' : absl::ascii_tolower(c) - 'a' + 10;
    unit = unit * 16 + digit;
  }
  return unit;
}

bool IsHighSurrogate(int unit) { return unit >= 0xd800 && unit < 0xdc00; }
bool IsLowSurrogate(int unit) { return unit >= 0xdc00 && unit < 0xe000; }

// Backslashes occur only in strings, so there is no need to know where those begin and end.
std::string ReplaceLoneSurrogates(absl::string_view json) {
  std::string text;
  text.reserve(json.size());
  while (!json.empty()) {
    const size_t plain = std::min(json.find('\\'), json.size());
    text.append(json.data(), plain);
    json.remove_prefix(plain);
    if (json.empty()) break;

    const int unit = EscapedCodeUnit(json);
    size_t length = unit < 0 ? std::min<size_t>(2, json.size()) : 6;
    absl::string_view escape = json.substr(0, length);
    if (IsHighSurrogate(unit) && IsLowSurrogate(EscapedCodeUnit(json.substr(6)))) {
      length = 12;
      escape = json.substr(0, length);
    } else if (IsHighSurrogate(unit) || IsLowSurrogate(unit)) {
      escape = kReplacementEscape;
    }
    text.append(escape.data(), escape.size());
    json.remove_prefix(length);
  }
  return text;
}

// The offset in `json` of the byte at `offset` in ReplaceInvalidUtf8(json).
size_t OriginalOffset(absl::string_view json, size_t offset) {
  size_t original = 0;
  for (size_t replaced = 0; replaced < offset && original < json.size();) {
    const size_t length = Utf8SequenceLength(json.substr(original));
    original += std::max<size_t>(length, 1);
    replaced += length == 0 ? kReplacementBytes : length;
  }
  return original;
}

constexpr absl::string_view kByteOrderMark = "\xef\xbb\xbf";

// Editors count lines and columns, and from 1.
absl::Status NotJson(absl::string_view json, size_t offset, absl::string_view why) {
  const absl::string_view before = json.substr(0, offset);
  const size_t line = std::count(before.begin(), before.end(), '\n') + 1;
  const size_t begin = before.rfind('\n') + 1;  // 0 in the first line
  if (offset == 0 && absl::StartsWith(json, kByteOrderMark)) {
    why = "it begins with a byte order mark; save it as UTF-8 without one";
  }
  return absl::InvalidArgumentError(absl::StrCat("not JSON at byte ", offset, ": line ", line,
                                                 ", column ", before.size() - begin + 1, ": ",
                                                 why));
}

}  // namespace

// Receives the parts of a text from RapidJSON, in order. Returning false ends the parsing.
class JsonDocument::Builder {
 public:
  Builder(size_t text_size, JsonDocument* document) : document_(*document) {
    // No string is longer than its written form, so one allocation is enough.
    document_.text_.reserve(text_size);
  }

  bool Null() { return Add(Type::kNull, {}); }
  bool Bool(bool) { return Add(Type::kBool, {}); }
  bool RawNumber(const char* text, unsigned size, bool) { return Add(Type::kNumber, {text, size}); }
  bool String(const char* text, unsigned size, bool) { return Add(Type::kString, {text, size}); }
  bool Key(const char* text, unsigned size, bool) { return Add(Type::kString, {text, size}); }
  bool StartObject() { return Begin(Type::kObject); }
  bool EndObject(unsigned) { return End(); }
  bool StartArray() { return Begin(Type::kArray); }
  bool EndArray(unsigned) { return End(); }
  // Numbers come as text.
  bool Int(int) { return false; }
  bool Uint(unsigned) { return false; }
  bool Int64(int64_t) { return false; }
  bool Uint64(uint64_t) { return false; }
  bool Double(double) { return false; }

 private:
  bool Add(Type type, absl::string_view text) {
    const uint32_t begin = document_.text_.size();
    document_.text_.append(text.data(), text.size());
    const uint32_t end = document_.text_.size();
    const uint32_t next = document_.nodes_.size() + 1;
    document_.nodes_.push_back({type, begin, end, next});
    return true;
  }

  bool Begin(Type type) {
    open_.push_back(document_.nodes_.size());
    return open_.size() <= kMaxDepth && Add(type, {});
  }

  bool End() {
    document_.nodes_[open_.back()].next = document_.nodes_.size();
    open_.pop_back();
    return true;
  }

  JsonDocument& document_;
  std::vector<uint32_t> open_;
};

absl::StatusOr<JsonDocument> JsonDocument::Parse(absl::string_view json) {
  // RapidJSON would take a zero byte for the end.
  if (const size_t zero = json.find('\0'); zero != absl::string_view::npos) {
    return NotJson(json, zero, "Zero byte");
  }
  const std::string text = ReplaceLoneSurrogates(ReplaceInvalidUtf8(json));
  // Nodes count bytes with 32 bits.
  if (text.size() >= std::numeric_limits<uint32_t>::max()) {
    return absl::InvalidArgumentError("4 GiB of JSON or more");
  }
  JsonDocument document;
  Builder builder(text.size(), &document);
  rapidjson::MemoryStream stream(text.data(), text.size());
  rapidjson::Reader reader;
  const rapidjson::ParseResult result = reader.Parse<kParseFlags>(stream, builder);
  if (!result.IsError()) return document;
  if (result.Code() == rapidjson::kParseErrorTermination) {
    return absl::InvalidArgumentError("nested too deeply");
  }
  return NotJson(json, OriginalOffset(json, result.Offset()),
                 absl::StripSuffix(rapidjson::GetParseError_En(result.Code()), "."));
}

JsonValue JsonDocument::root() const { return JsonValue(this, 0); }

absl::string_view JsonValue::text() const {
  const absl::string_view all = document_->text_;
  return all.substr(node().text_begin, node().text_end - node().text_begin);
}

absl::Status JsonValue::ForEachField(FieldReader read) const {
  if (is_null()) return absl::OkStatus();
  if (!is_object()) return absl::InvalidArgumentError("not an object");
  for (uint32_t key = index_ + 1; key < node().next;) {
    const JsonValue value(document_, key + 1);
    if (absl::Status status = read(JsonValue(document_, key).text(), value); !status.ok()) {
      return status;
    }
    key = value.node().next;
  }
  return absl::OkStatus();
}

absl::Status JsonValue::ForEachElement(ElementReader read) const {
  if (is_null()) return absl::OkStatus();
  if (!is_array()) return absl::InvalidArgumentError("not an array");
  for (uint32_t index = index_ + 1; index < node().next;) {
    const JsonValue element(document_, index);
    if (absl::Status status = read(element); !status.ok()) return status;
    index = element.node().next;
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> JsonValue::String() const {
  if (is_null()) return std::string();
  if (type() != JsonDocument::Type::kString) return absl::InvalidArgumentError("not a string");
  return std::string(text());
}

absl::StatusOr<double> JsonValue::Double() const {
  if (is_null()) return 0.0;
  if (type() != JsonDocument::Type::kNumber) return absl::InvalidArgumentError("not a number");
  double number = 0;
  const absl::string_view written = text();
  const auto result = absl::from_chars(written.data(), written.data() + written.size(), number);
  // A number that is too small for a double is 0; one that is too large is an error.
  if (result.ec == std::errc::result_out_of_range && std::abs(number) > 1) {
    return absl::InvalidArgumentError(absl::StrCat("not a number of 64 bits: ", written));
  }
  return number;
}

absl::StatusOr<int64_t> JsonValue::Int64() const {
  if (is_null()) return 0;
  int64_t number = 0;
  if (type() != JsonDocument::Type::kNumber || !absl::SimpleAtoi(text(), &number)) {
    return absl::InvalidArgumentError("not an integer of 64 bits");
  }
  return number;
}

absl::string_view JsonValue::NumberText() const {
  return type() == JsonDocument::Type::kNumber ? text() : absl::string_view();
}

absl::Status AddPlace(absl::Status status, absl::string_view place) {
  if (status.ok()) return status;
  return absl::Status(status.code(), absl::StrCat(place, ": ", status.message()));
}

}  // namespace telemetry
