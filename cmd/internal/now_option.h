// `--now T`, for commands that depend on the time.
//
//   const auto now = std::make_shared<std::optional<absl::Time>>();
//   AddNowOption(command, *now);
//   command.SetAction([now] { Report(now->value_or(absl::Now())); });

#ifndef CMD_INTERNAL_NOW_OPTION_H_
#define CMD_INTERNAL_NOW_OPTION_H_

#include <optional>

#include "absl/time/time.h"
#include "cmd/internal/command.h"

namespace telemetry::cmd {

// Adds the option; `now`, which must outlive the command, becomes the time that it names.
void AddNowOption(Command& command, std::optional<absl::Time>& now);

}  // namespace telemetry::cmd

#endif  // CMD_INTERNAL_NOW_OPTION_H_
