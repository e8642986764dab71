// Dates as text, YYYY-MM-DD, for all packages. That includes the counting path, which must not link
// a time zone library as absl::FormatCivilTime(), absl::ParseCivilTime() and absl::FormatTime() do.
// A day is its number since 1970-01-01 in the proleptic Gregorian calendar, that is, the difference
// of two absl::CivilDay.
//
//   std::optional<int64_t> day = ParseDay("2026-11-18");
//   if (day.has_value()) std::string next = FormatDay(*day + 1);             // "2026-11-19"
//   FormatDay(absl::CivilDay(2026, 11, 18) - absl::CivilDay(1970, 1, 1));  // "2026-11-18"
//
// Pure and thread-safe.

#ifndef STORAGE_DAY_NUMBER_H_
#define STORAGE_DAY_NUMBER_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace telemetry {

// The day that `text` spells, in a year from 0001 to 9999: exactly ten characters, and a day that
// the calendar has. Empty for anything else.
std::optional<int64_t> ParseDay(absl::string_view text);

// The reverse. Precondition: a year from 0 to 9999.
std::string FormatDay(int64_t day);

}  // namespace telemetry

#endif  // STORAGE_DAY_NUMBER_H_
