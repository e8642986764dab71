#include "cmd/collector/config/builds/builds_command.h"

#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cmd/collector/config/builds/released_builds_option.h"
#include "cmd/internal/command.h"
#include "cmd/internal/printable.h"
#include "config/upload_config/build_list.h"

namespace telemetry::collector {
namespace {

struct Options {
  std::string program;
  std::vector<std::string> files;
};

absl::Status PrintBuilds(const Options& options, std::ostream& out) {
  for (const std::string& file : options.files) {
    const absl::StatusOr<std::vector<ReleasedBuild>> builds = BuildsOfFile(options.program, file);
    if (!builds.ok()) return builds.status();
    for (const ReleasedBuild& build : *builds) {
      out << cmd::Printable(BuildListLine(build)) << "\n";
    }
  }
  return absl::OkStatus();
}

}  // namespace

void AddConfigBuildsCommand(cmd::Command& config, CommandContext& context) {
  cmd::Command& command = config.AddCommand(
      "builds", "Print the lines of released files for a list of released builds");
  const auto options = std::make_shared<Options>();
  command.AddOption("PROGRAM", options->program, "Program, such as example.com/mytool")
      .Required()
      .Check([](const std::string& program) {
        return program.empty() || program.find_first_of(" \t\r\n#") != std::string::npos
                   ? std::string("the program's name has a blank or a #")
                   : std::string();
      });
  command.AddOption("FILE", options->files, "Released programs, libraries or their debug files")
      .Value("...")
      .Required();
  command.SetAction([&context, options] { context.Check(PrintBuilds(*options, context.out)); });
}

}  // namespace telemetry::collector
