// How charts are called. The key of charts is "START_END", such as "2026-11-16_2026-11-22": the first
// and the last day. It is the name of their files, the last part of their page's path and, with
// ".json" appended, of their data's. The ID of a chart among them is Go's, "charts:PROGRAM:CHART".
//
//   std::string key = ChartKeyOfWeek(absl::CivilDay(2026, 11, 22));
//   std::string id = ChartId("example.com/tool", "GOOS");
//
// Pure; thread-safe.

#ifndef UPLOAD_SITE_CHART_KEY_H_
#define UPLOAD_SITE_CHART_KEY_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

namespace telemetry {

// `start` and `end` are YYYY-MM-DD.
std::string ChartKey(absl::string_view start, absl::string_view end);

// The key of the week that ends with `sunday`.
std::string ChartKeyOfWeek(absl::CivilDay sunday);

// "charts:PROGRAM:CHART".
std::string ChartId(absl::string_view program, absl::string_view chart);

// Whether `text`, from anyone, is two days joined by an underscore, and so is harmless in a path.
bool IsChartKey(absl::string_view text);

}  // namespace telemetry

#endif  // UPLOAD_SITE_CHART_KEY_H_
