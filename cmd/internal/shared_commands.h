// The commands that every program has: help, completion and man.
//
//   AddSharedCommands(app, {.version = "0.1.0"}, out);

#ifndef CMD_INTERNAL_SHARED_COMMANDS_H_
#define CMD_INTERNAL_SHARED_COMMANDS_H_

#include <ostream>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "cmd/internal/command.h"
#include "cmd/internal/command_tree.h"

namespace telemetry::cmd {

struct SharedCommandFacts {
  std::string version;
  std::vector<Explained> environment = {};
};

// Adds them to `app`, a program with its other commands. They print to `out`. Both outlive the
// parsing and execution of the command line.
void AddSharedCommands(Command& app, const SharedCommandFacts& facts, std::ostream& out);

// The date of the manual page: that of $SOURCE_DATE_EPOCH (`epoch`, nullptr if it is not set), as
// builds that can be reproduced have it, else `today`. Pure.
absl::CivilDay ManPageDay(const char* epoch, absl::CivilDay today);

}  // namespace telemetry::cmd

#endif  // CMD_INTERNAL_SHARED_COMMANDS_H_
