// Dates as text, YYYY-MM-DD, for all packages: also for the counting path, which must not link a time
// zone library, as absl::FormatCivilTime(), absl::ParseCivilTime() and absl::FormatTime() do.
//
//   std::optional<absl::CivilDay> day = ParseDay("2026-11-18");
//   if (day.has_value()) std::string next = FormatDay(*day + 1);  // "2026-11-19"
//
// Pure and thread-safe.

#ifndef STORAGE_CIVIL_DAY_H_
#define STORAGE_CIVIL_DAY_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

namespace telemetry {

// The day that `text` spells, of a year from 0001 to 9999: exactly ten characters, and a day that
// the calendar has. Empty for anything else.
std::optional<absl::CivilDay> ParseDay(absl::string_view text);

// The reverse. Precondition: a year from 0 to 9999.
std::string FormatDay(absl::CivilDay day);

// The same for the date `days` after 1970-01-01.
std::string FormatDay(int64_t days);

}  // namespace telemetry

#endif  // STORAGE_CIVIL_DAY_H_
