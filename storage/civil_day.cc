#include "storage/civil_day.h"

#include <charconv>
#include <chrono>
#include <cstdlib>
#include <string>

namespace telemetry {
namespace {

// In decimal, with zeros in front of it up to `width` digits. Without snprintf(), as a program does
// this several times each time that it starts.
void AppendNumber(unsigned number, size_t width, std::string& text) {
  char digits[16];
  const size_t size = std::to_chars(digits, digits + sizeof digits, number).ptr - digits;
  if (size < width) text.append(width - size, '0');
  text.append(digits, size);
}

}  // namespace

std::string FormatDay(int64_t days) {
  const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(days))};
  const int year = static_cast<int>(date.year());
  std::string text;
  if (year < 0) text += '-';
  AppendNumber(std::abs(year), 4, text);
  text += '-';
  AppendNumber(static_cast<unsigned>(date.month()), 2, text);
  text += '-';
  AppendNumber(static_cast<unsigned>(date.day()), 2, text);
  return text;
}

}  // namespace telemetry
