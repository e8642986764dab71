// Days as reports spell them: YYYY-MM-DD.
//
//   std::optional<absl::CivilDay> week = ParseCivilDay(report.week());
//
// Pure and thread-safe.

#ifndef REPORT_CIVIL_DAY_H_
#define REPORT_CIVIL_DAY_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

namespace telemetry {

// The day that `text` spells, of a year from 0001 to 9999: exactly ten characters, and a day that
// the calendar has. Empty for anything else.
std::optional<absl::CivilDay> ParseCivilDay(absl::string_view text);

// The reverse, for such a year.
std::string FormatCivilDay(absl::CivilDay day);

}  // namespace telemetry

#endif  // REPORT_CIVIL_DAY_H_
