#include "storage/day_number.h"

#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"

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

// Precondition: digits, at most four.
unsigned Number(absl::string_view text) {
  unsigned number = 0;
  for (const char digit : text) number = number * 10 + static_cast<unsigned>(digit - '0');
  return number;
}

// In decimal, padded with zeros to `width` digits. Without snprintf(), since a program does this
// several times each time it starts.
void AppendNumber(unsigned number, size_t width, std::string& text) {
  char digits[16];
  const size_t size = std::to_chars(digits, digits + sizeof digits, number).ptr - digits;
  if (size < width) text.append(width - size, '0');
  text.append(digits, size);
}

}  // namespace

std::optional<int64_t> ParseDay(absl::string_view text) {
  if (!HasShape(text)) return std::nullopt;
  const std::chrono::year_month_day date{
      std::chrono::year(static_cast<int>(Number(text.substr(0, 4)))),
      std::chrono::month(Number(text.substr(5, 2))), std::chrono::day(Number(text.substr(8, 2)))};
  if (!date.ok() || date.year() == std::chrono::year(0)) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count();
}

std::string FormatDay(int64_t day) {
  const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(day))};
  const int year = static_cast<int>(date.year());
  std::string text;
  if (year < 0) text += '-';
  AppendNumber(static_cast<unsigned>(std::abs(year)), 4, text);
  text += '-';
  AppendNumber(static_cast<unsigned>(date.month()), 2, text);
  text += '-';
  AppendNumber(static_cast<unsigned>(date.day()), 2, text);
  return text;
}

}  // namespace telemetry
