// Dates in the counting path, which must not link a time zone library: absl::FormatCivilTime() and
// absl::FormatTime() bring one in.

#ifndef STORAGE_CIVIL_DAY_H_
#define STORAGE_CIVIL_DAY_H_

#include <cstdint>
#include <string>

namespace telemetry {

// The date `days` after 1970-01-01 in the proleptic Gregorian calendar, as "2026-11-18".
// Precondition: a year from 0 to 9999.
std::string FormatDay(int64_t days);

}  // namespace telemetry

#endif  // STORAGE_CIVIL_DAY_H_
