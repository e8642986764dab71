// Options that several commands of `collector config` have.
//
// What is passed by reference must outlive the parsing and execution of the command line.

#ifndef CMD_COLLECTOR_CONFIG_CONFIG_OPTIONS_H_
#define CMD_COLLECTOR_CONFIG_CONFIG_OPTIONS_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/time/civil_time.h"
#include "cmd/internal/command.h"

namespace telemetry::collector {

// A required argument that names a file.
void AddFileArgument(cmd::Command& command, const std::string& name, const std::string& description,
                     std::string& path);

// --against OLD, the records as they were approved before.
void AddAgainstOption(cmd::Command& command, std::string& path);

// --date YYYY-MM-DD. Anything else is wrong usage.
void AddDateOption(cmd::Command& command, const std::string& description,
                   std::optional<absl::CivilDay>& day);

// --json.
void AddJsonOption(cmd::Command& command, bool& json);

// The days of "30d" or "30"; empty for anything else.
std::optional<int64_t> ParseDays(const std::string& text);

// Today's day in UTC.
absl::CivilDay Today();

}  // namespace telemetry::collector

#endif  // CMD_COLLECTOR_CONFIG_CONFIG_OPTIONS_H_
