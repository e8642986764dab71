// Days as reports spell them: YYYY-MM-DD.
//
//   std::optional<absl::CivilDay> week = ParseCivilDay(report.week());
//
// Pure and thread-safe.

#ifndef STORAGE_CIVIL_DAY_H_
#define STORAGE_CIVIL_DAY_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

namespace telemetry {

// Parses a day of the years 0001 to 9999: exactly ten characters, and a day that exists in the
// calendar. Empty for anything else.
std::optional<absl::CivilDay> ParseCivilDay(absl::string_view text);

// The reverse, for the same years.
std::string FormatCivilDay(absl::CivilDay day);

}  // namespace telemetry

#endif  // STORAGE_CIVIL_DAY_H_
