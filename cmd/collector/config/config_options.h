// Options that several commands of `collector config` have.
//
// What is passed by reference must outlive the parsing and execution of the command line.

#ifndef CMD_COLLECTOR_CONFIG_CONFIG_OPTIONS_H_
#define CMD_COLLECTOR_CONFIG_CONFIG_OPTIONS_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/time/civil_time.h"

namespace CLI {
class App;
}

namespace telemetry::collector {

// A required argument that names a file.
void AddFileArgument(CLI::App& command, const std::string& name, const std::string& description,
                     std::string& path);

// --data-dir DIR, a collector's data directory. Required.
void AddDataDirOption(CLI::App& command, std::string& data_dir);

// --against OLD, the records as they were approved before.
void AddAgainstOption(CLI::App& command, std::string& path);

// --date YYYY-MM-DD. Anything else is wrong usage.
void AddDateOption(CLI::App& command, const std::string& description,
                   std::optional<absl::CivilDay>& day);

// --json.
void AddJsonOption(CLI::App& command, bool& json);

// The days of "30d" or "30"; empty for anything else.
std::optional<int64_t> ParseDays(const std::string& text);

// Today's day in UTC.
absl::CivilDay Today();

}  // namespace telemetry::collector

#endif  // CMD_COLLECTOR_CONFIG_CONFIG_OPTIONS_H_
