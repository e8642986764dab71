#ifndef CMD_COLLECTOR_DAY_OPTION_H_
#define CMD_COLLECTOR_DAY_OPTION_H_

#include <string>

#include "absl/time/civil_time.h"
#include "cmd/internal/command.h"

namespace telemetry::collector {

// Adds a required option that takes a date, YYYY-MM-DD, and sets `day`, which must outlive parsing.
// Anything else is wrong usage.
void AddDayOption(cmd::Command& command, const std::string& name, const std::string& description,
                  absl::CivilDay& day);

}  // namespace telemetry::collector

#endif  // CMD_COLLECTOR_DAY_OPTION_H_
