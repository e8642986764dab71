#include "storage/civil_day.h"

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "storage/day_number.h"

namespace telemetry {
namespace {

constexpr absl::CivilDay kEpoch(1970, 1, 1);

}  // namespace

std::optional<absl::CivilDay> ParseCivilDay(absl::string_view text) {
  const std::optional<int64_t> day = ParseDay(text);
  if (!day.has_value()) return std::nullopt;
  return kEpoch + *day;
}

std::string FormatCivilDay(absl::CivilDay day) { return FormatDay(day - kEpoch); }

}  // namespace telemetry
