// Which approvals end soon, by who answers for them.
//
//   for (const ExpiringOf& owner : ExpiringCharts(*charts, today, /*within_days=*/30)) Mail(owner);
//
// All functions are pure.

#ifndef CONFIG_APPROVAL_EXPIRING_CHARTS_H_
#define CONFIG_APPROVAL_EXPIRING_CHARTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "config/approval/annotated_charts.h"

namespace telemetry {

struct ExpiringChart {
  int line = 0;
  std::string program;
  std::string counter;
  std::string title;
  absl::CivilDay expires;
  int64_t days = 0;  // until then; 0 or less if it has expired
};

struct ExpiringOf {
  std::string owner;  // empty: the charts have none
  std::vector<ExpiringChart> charts;
};

// The charts that expire at most `within_days` after `day`, or have expired already. Sorted by
// owner, and by the day of expiry; a chart with several owners is listed for each.
std::vector<ExpiringOf> ExpiringCharts(const std::vector<AnnotatedChart>& charts,
                                       absl::CivilDay day, int64_t within_days);

// For people: a line for each owner and an indented one for each chart. Empty if there are none.
std::string ExpiringToText(const std::vector<ExpiringOf>& owners);

// {"Owners":[{"Owner":...,"Charts":[{"Line":...,"Program":...,"Counter":...,"Title":...,
// "Expires":...,"Days":...}]}]}, indented.
std::string ExpiringToJson(const std::vector<ExpiringOf>& owners);

}  // namespace telemetry

#endif  // CONFIG_APPROVAL_EXPIRING_CHARTS_H_
