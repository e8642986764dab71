#include "upload/client/ready_reports.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/time/civil_time.h"
#include "absl/types/span.h"
#include "report/civil_day.h"

namespace telemetry {

std::vector<absl::CivilDay> ReadyReports(absl::Span<const std::string> names) {
  std::vector<absl::CivilDay> weeks;
  for (absl::string_view name : names) {
    if (!absl::ConsumeSuffix(&name, ".json")) continue;
    const std::optional<absl::CivilDay> week = ParseCivilDay(name);
    if (week.has_value()) weeks.push_back(*week);
  }
  std::sort(weeks.begin(), weeks.end());
  return weeks;
}

}  // namespace telemetry
