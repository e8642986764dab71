#include "report/civil_day.h"

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"

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

int Number(absl::string_view digits) {
  int number = 0;
  (void)absl::SimpleAtoi(digits, &number);
  return number;
}

}  // namespace

std::optional<absl::CivilDay> ParseCivilDay(absl::string_view text) {
  if (!HasShape(text)) return std::nullopt;
  const int year = Number(text.substr(0, 4));
  const int month = Number(text.substr(5, 2));
  const int day = Number(text.substr(8, 2));
  // CivilDay normalises a day that does not exist, such as the 30th of February, to one that does.
  const absl::CivilDay parsed(year, month, day);
  if (year == 0 || parsed.month() != month || parsed.day() != day) return std::nullopt;
  return parsed;
}

std::string FormatCivilDay(absl::CivilDay day) {
  return absl::StrFormat("%04d-%02d-%02d", day.year(), day.month(), day.day());
}

}  // namespace telemetry
