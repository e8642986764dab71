#include "cmd/collector/config/builds/released_builds_option.h"

#include <cstddef>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "cmd/internal/command.h"
#include "config/upload_config/build_list.h"
#include "report/source_lines/released_file.h"

namespace telemetry::collector {

cmd::Option& AddBuildsOption(cmd::Command& command, std::vector<std::string>& builds) {
  return command
      .AddOption("--builds", builds,
                 "Released builds, which frames of stacks may name:\nlists, or PROGRAM=FILE for a "
                 "released file")
      .File("FILE...");
}

absl::StatusOr<std::vector<ReleasedBuild>> BuildsOfFile(const std::string& program,
                                                        const std::string& path) {
  const absl::StatusOr<ReleasedElf> file = ReadReleasedElf(path);
  if (!file.ok()) return file.status();
  std::vector<ReleasedBuild> builds;
  for (const std::string& name : file->names) {
    builds.push_back({.program = program, .file = name, .id = file->build_id});
  }
  return builds;
}

absl::StatusOr<std::vector<ReleasedBuild>> ReadBuilds(const std::vector<std::string>& values) {
  std::vector<ReleasedBuild> all;
  for (const std::string& value : values) {
    const size_t equals = value.find('=');
    absl::StatusOr<std::vector<ReleasedBuild>> builds =
        equals == std::string::npos
            ? ReadBuildList(value)
            : BuildsOfFile(value.substr(0, equals), value.substr(equals + 1));
    if (!builds.ok()) return builds.status();
    std::move(builds->begin(), builds->end(), std::back_inserter(all));
  }
  return all;
}

}  // namespace telemetry::collector
