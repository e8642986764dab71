#include "storage/civil_day.h"

#include <chrono>
#include <cstdio>
#include <string>

namespace telemetry {

std::string FormatDay(int64_t days) {
  const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(days))};
  char text[32];
  const int size =
      std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()),
                    static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return std::string(text, static_cast<size_t>(size));
}

}  // namespace telemetry
