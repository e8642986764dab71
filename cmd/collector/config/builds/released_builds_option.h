// The released builds that a command is given: in lists, and in the released files themselves.

#ifndef CMD_COLLECTOR_CONFIG_BUILDS_RELEASED_BUILDS_OPTION_H_
#define CMD_COLLECTOR_CONFIG_BUILDS_RELEASED_BUILDS_OPTION_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cmd/internal/command.h"
#include "config/upload_config/build_list.h"

namespace telemetry::collector {

// --builds FILE..., each a list, or PROGRAM=FILE for a released file. `builds` must outlive the
// parsing and execution of the command line.
cmd::Option& AddBuildsOption(cmd::Command& command, std::vector<std::string>& builds);

// The builds that the values of --builds name. Errors as ReadBuildList()
// (config/upload_config/build_list.h) and BuildsOfFile().
absl::StatusOr<std::vector<ReleasedBuild>> ReadBuilds(const std::vector<std::string>& values);

// The builds of a released file of `program`, one for each of its names. Errors as ReadReleasedElf()
// (report/source_lines/released_file.h).
absl::StatusOr<std::vector<ReleasedBuild>> BuildsOfFile(const std::string& program,
                                                        const std::string& path);

}  // namespace telemetry::collector

#endif  // CMD_COLLECTOR_CONFIG_BUILDS_RELEASED_BUILDS_OPTION_H_
