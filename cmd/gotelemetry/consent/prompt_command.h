#ifndef CMD_GOTELEMETRY_CONSENT_PROMPT_COMMAND_H_
#define CMD_GOTELEMETRY_CONSENT_PROMPT_COMMAND_H_

#include "cmd/gotelemetry/command_line.h"
#include "cmd/internal/command.h"

namespace telemetry::cmd {

// `gotelemetry prompt status` shows whether tools and editors have asked for consent, what the user
// has answered, and what decides whether they ask again (config/prompt). `gotelemetry prompt reset`
// forgets it for the collectors that it names; the mode stays.
void AddPromptCommand(Command& app, CommandContext& context);

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_CONSENT_PROMPT_COMMAND_H_
