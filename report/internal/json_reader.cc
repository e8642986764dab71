#include "report/internal/json_reader.h"

#include <algorithm>
#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "storage/utf8.h"

namespace telemetry::internal {
namespace {

namespace ondemand = simdjson::ondemand;

constexpr int kMaxDepth = 500;
constexpr absl::string_view kReplacementEscape = "\\ufffd";

absl::string_view ToAbsl(std::string_view text) { return {text.data(), text.size()}; }

absl::Status JsonError(simdjson::error_code error) {
  return absl::InvalidArgumentError(absl::StrCat("not JSON: ", simdjson::error_message(error)));
}

// The error for a value that is not the `expected` thing.
absl::Status TypeError(simdjson::error_code error, absl::string_view expected) {
  if (error != simdjson::INCORRECT_TYPE) return JsonError(error);
  return absl::InvalidArgumentError(absl::StrCat("not ", expected));
}

// The token that `value` begins with, of a number or literal all of it.
absl::string_view Token(JsonValue& value) {
  return absl::StripAsciiWhitespace(ToAbsl(value.raw_json_token()));
}

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

// Backslashes stand only in strings, so there is no need to know where those begin and end.
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

size_t CountDigits(absl::string_view text) {
  size_t n = 0;
  while (n < text.size() && absl::ascii_isdigit(text[n])) ++n;
  return n;
}

// Whether `text` is a JSON number of any size. simdjson would refuse integers that exceed 64 bits.
bool IsNumber(absl::string_view text) {
  if (!text.empty() && text[0] == '-') text.remove_prefix(1);
  const size_t whole = CountDigits(text);
  if (whole == 0 || (whole > 1 && text[0] == '0')) return false;
  text.remove_prefix(whole);
  if (!text.empty() && text[0] == '.') {
    const size_t fraction = CountDigits(text.substr(1));
    if (fraction == 0) return false;
    text.remove_prefix(1 + fraction);
  }
  if (!text.empty() && (text[0] == 'e' || text[0] == 'E')) {
    text.remove_prefix(1);
    if (!text.empty() && (text[0] == '+' || text[0] == '-')) text.remove_prefix(1);
    const size_t exponent = CountDigits(text);
    if (exponent == 0) return false;
    text.remove_prefix(exponent);
  }
  return text.empty();
}

absl::Status ReadFields(ondemand::object object, FieldReader read_field) {
  for (simdjson::simdjson_result<ondemand::field> result : object) {
    ondemand::field field;
    if (const auto error = std::move(result).get(field)) return JsonError(error);
    std::string_view key;
    if (const auto error = field.unescaped_key().get(key)) return JsonError(error);
    if (absl::Status status = read_field(ToAbsl(key), field.value()); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status ReadElements(ondemand::array array, ElementReader read_element) {
  for (simdjson::simdjson_result<JsonValue> result : array) {
    JsonValue value;
    if (const auto error = std::move(result).get(value)) return JsonError(error);
    if (absl::Status status = read_element(value); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status CheckScalar(JsonValue value, ondemand::json_type type) {
  if (type == ondemand::json_type::string) return ReadString(value).status();
  const absl::string_view token = Token(value);
  const bool valid = type == ondemand::json_type::number    ? IsNumber(token)
                     : type == ondemand::json_type::boolean ? token == "true" || token == "false"
                                                            : token == "null";
  if (valid) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("not JSON: ", token.substr(0, 40)));
}

absl::Status CheckValueAtDepth(JsonValue value, int depth) {
  if (depth > kMaxDepth) return absl::InvalidArgumentError("nested too deeply");
  ondemand::json_type type;
  if (const auto error = value.type().get(type)) return JsonError(error);
  switch (type) {
    case ondemand::json_type::object:
      return ReadObject(value, [&](absl::string_view, JsonValue field) {
        return CheckValueAtDepth(field, depth + 1);
      });
    case ondemand::json_type::array:
      return ReadArray(value,
                       [&](JsonValue element) { return CheckValueAtDepth(element, depth + 1); });
    default:
      return CheckScalar(value, type);
  }
}

}  // namespace

std::string ReplaceInvalidText(absl::string_view json) {
  return ReplaceLoneSurrogates(simdjson::validate_utf8(json.data(), json.size())
                                   ? std::string(json)
                                   : ReplaceInvalidUtf8(json));
}

absl::Status ReadDocument(ondemand::parser& parser, const simdjson::padded_string& text,
                          FieldReader read_field) {
  ondemand::document document;
  if (const auto error = parser.iterate(text).get(document)) return JsonError(error);
  ondemand::object object;
  if (const auto error = document.get_object().get(object)) return TypeError(error, "an object");
  if (absl::Status status = ReadFields(object, read_field); !status.ok()) return status;
  if (document.current_location().error() == simdjson::OUT_OF_BOUNDS) return absl::OkStatus();
  return absl::InvalidArgumentError("not JSON: text after the object");
}

absl::Status ReadObject(JsonValue value, FieldReader read_field) {
  if (IsNull(value)) return absl::OkStatus();
  ondemand::object object;
  if (const auto error = value.get_object().get(object)) return TypeError(error, "an object");
  return ReadFields(object, read_field);
}

absl::Status ReadArray(JsonValue value, ElementReader read_element) {
  if (IsNull(value)) return absl::OkStatus();
  ondemand::array array;
  if (const auto error = value.get_array().get(array)) return TypeError(error, "an array");
  return ReadElements(array, read_element);
}

bool IsNull(JsonValue value) { return Token(value) == "null"; }

absl::StatusOr<std::string> ReadString(JsonValue value) {
  if (IsNull(value)) return std::string();
  std::string_view text;
  if (const auto error = value.get_string().get(text)) return TypeError(error, "a string");
  return std::string(text);
}

absl::StatusOr<double> ReadDouble(JsonValue value) {
  if (IsNull(value)) return 0.0;
  double number;
  if (const auto error = value.get_double().get(number)) return TypeError(error, "a number");
  return number;
}

absl::StatusOr<int64_t> ReadCount(JsonValue value) {
  if (IsNull(value)) return 0;
  int64_t count;
  if (value.get_int64().get(count) != simdjson::SUCCESS || count < 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("not a count, an integer from 0 to 2^63-1: ", Token(value).substr(0, 40)));
  }
  return count;
}

absl::Status CheckValue(JsonValue value) { return CheckValueAtDepth(value, 0); }

absl::Status AddPlace(absl::Status status, absl::string_view place) {
  if (status.ok()) return status;
  return absl::Status(status.code(), absl::StrCat(place, ": ", status.message()));
}

}  // namespace telemetry::internal
