#include "storage/civil_day.h"

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

namespace telemetry {
namespace {

constexpr absl::string_view kShape = "dddd-dd-dd";

bool HasShape(absl::string_view text) {
  if (text.size() != kShape.size()) return false;
  for (size_t i = 0; i < kShape.size(); ++i) {
    if (kShape[i] == 'd' ? !absl::ascii_isdigit(text[i]) : text[i] != kShape[i]) return false;
  }
  return true;
}

// Precondition: digits.
int Number(absl::string_view text) {
  int number = 0;
  for (const char digit : text) number = number * 10 + (digit - '0');
  return number;
}

// In decimal, with zeros in front of it up to `width` digits. Without snprintf(), as a program does
// this several times each time that it starts.
void AppendNumber(int64_t number, size_t width, std::string& text) {
  char digits[24];
  const size_t size = std::to_chars(digits, digits + sizeof digits, number).ptr - digits;
  if (size < width) text.append(width - size, '0');
  text.append(digits, size);
}

}  // namespace

std::optional<absl::CivilDay> ParseDay(absl::string_view text) {
  if (!HasShape(text)) return std::nullopt;
  const int year = Number(text.substr(0, 4));
  const int month = Number(text.substr(5, 2));
  const int day = Number(text.substr(8, 2));
  // A day that the calendar lacks, such as the 30th of February, is moved to one that it has.
  const absl::CivilDay parsed(year, month, day);
  if (year == 0 || parsed.month() != month || parsed.day() != day) return std::nullopt;
  return parsed;
}

std::string FormatDay(absl::CivilDay day) {
  std::string text;
  AppendNumber(day.year(), 4, text);
  text += '-';
  AppendNumber(day.month(), 2, text);
  text += '-';
  AppendNumber(day.day(), 2, text);
  return text;
}

std::string FormatDay(int64_t days) { return FormatDay(absl::CivilDay(1970, 1, 1) + days); }

}  // namespace telemetry
