#include "cmd/collector/publish_period.h"

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

namespace telemetry::collector {
namespace {

// More frequent publishing would only keep the disk busy; a period beyond a year is a mistake.
constexpr absl::Duration kMinPublishPeriod = absl::Seconds(1);
constexpr absl::Duration kMaxPublishPeriod = absl::Hours(366 * 24);

}  // namespace

std::string WhyNoPublishPeriod(const std::string& text) {
  absl::Duration period;
  if (absl::ParseDuration(text, &period) && period >= kMinPublishPeriod &&
      period <= kMaxPublishPeriod) {
    return "";
  }
  return absl::StrCat("\"", text, "\" is not a duration such as 30s or 10m, from 1s to ",
                      absl::ToInt64Hours(kMaxPublishPeriod), "h");
}

}  // namespace telemetry::collector
