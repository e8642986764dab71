// What the commands of `collector config` have in common: the files that they read and the day.

#ifndef CMD_COLLECTOR_CONFIG_FILES_H_
#define CMD_COLLECTOR_CONFIG_FILES_H_

#include <optional>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace telemetry::collector {

// The option --date, and the day that it stands for if it is not given: today, in UTC.
class DateOption {
 public:
  void AddTo(CLI::App& command);
  absl::CivilDay day() const;

 private:
  std::optional<absl::CivilDay> given_;
};

// The option --json.
void AddJsonOption(CLI::App& command, bool& json);

// A required argument that names a file.
void AddFileArgument(CLI::App& command, const std::string& name, std::string& path,
                     const std::string& description);

}  // namespace telemetry::collector

#endif  // CMD_COLLECTOR_CONFIG_FILES_H_
