// The option of commands that make the site: which issues are about which stacks.
//
//   AddStackClaimsOption(command, options->stack_claims);

#ifndef CMD_COLLECTOR_STACKS_STACK_CLAIMS_OPTION_H_
#define CMD_COLLECTOR_STACKS_STACK_CLAIMS_OPTION_H_

#include <string>

#include "cmd/internal/command.h"

namespace telemetry::collector {

// Sets `path` to the file that `collector stacks --config` reads, too. It must be valid, with the issues that it names,
// when the command starts.
void AddStackClaimsOption(cmd::Command& command, std::string& path);

}  // namespace telemetry::collector

#endif  // CMD_COLLECTOR_STACKS_STACK_CLAIMS_OPTION_H_
