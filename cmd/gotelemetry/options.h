// Options that several commands of gotelemetry have. Each function returns where the option's value
// will be; the caller keeps it until the command line has been parsed, in the command's callback.

#ifndef CMD_GOTELEMETRY_OPTIONS_H_
#define CMD_GOTELEMETRY_OPTIONS_H_

#include <memory>
#include <optional>
#include <string>

#include "absl/time/time.h"

namespace CLI {
class App;
}

namespace telemetry::cmd {

// `--config FILE`: an upload config to use in place of `default_config`, words for the help. The value
// is empty if the option is not given.
std::shared_ptr<std::string> AddConfigOption(CLI::App& command, const char* default_config);

// `--collector HOST:PORT`, with `description`. The value is empty if the option is not given, and
// valid (config/consent.h) otherwise.
std::shared_ptr<std::string> AddCollectorOption(CLI::App& command, const char* description);

// `--now T`, an RFC 3339 time: pretends that it is T, so that a person can try next week today. No value if the option is not given.
std::shared_ptr<std::optional<absl::Time>> AddNowOption(CLI::App& command);

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_OPTIONS_H_
