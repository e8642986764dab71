#include "upload/site/chart_key.h"

#include "absl/strings/str_cat.h"
#include "storage/civil_day.h"

namespace telemetry {
namespace {

bool IsDay(absl::string_view text) { return ParseCivilDay(text).has_value(); }

}  // namespace

std::string ChartKey(absl::string_view start, absl::string_view end) {
  return absl::StrCat(start, "_", end);
}

std::string ChartKeyOfWeek(absl::CivilDay sunday) {
  return ChartKey(FormatCivilDay(sunday - 6), FormatCivilDay(sunday));
}

std::string ChartId(absl::string_view program, absl::string_view chart) {
  return absl::StrCat("charts:", program, ":", chart);
}

bool IsChartKey(absl::string_view text) {
  const size_t underscore = text.find('_');
  return underscore != absl::string_view::npos && IsDay(text.substr(0, underscore)) &&
         IsDay(text.substr(underscore + 1));
}

}  // namespace telemetry
