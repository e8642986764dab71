#include "upload/collector/intake/expiry.h"

#include <algorithm>
#include <optional>

#include "storage/civil_day.h"

namespace telemetry::upload_internal {

Expiry ExpiryOn(absl::CivilDay day, const v1::UploadConfig& config) {
  Expiry expiry;
  const auto add = [&](const v1::CounterConfig& counter) {
    const std::optional<absl::CivilDay> end = ParseCivilDay(counter.expires());
    if (!end.has_value()) return;
    if (*end <= day) {
      ++expiry.ended;
    } else {
      expiry.days_until_next = std::min(expiry.days_until_next, static_cast<double>(*end - day));
    }
  };
  for (const v1::ProgramConfig& program : config.programs()) {
    for (const v1::CounterConfig& counter : program.counters()) add(counter);
    for (const v1::CounterConfig& stack : program.stacks()) add(stack);
  }
  return expiry;
}

}  // namespace telemetry::upload_internal
