#include "cmd/collector/config/records/generate_command.h"

#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "cmd/collector/config/builds/released_builds_option.h"
#include "cmd/collector/config/config_options.h"
#include "cmd/internal/command.h"
#include "cmd/internal/printable.h"
#include "config/approval/annotated_charts.h"
#include "config/approval/generate_config.h"
#include "config/upload_config/build_list.h"
#include "config/upload_config/upload_config.h"
#include "config/upload_config/upload_config.pb.h"
#include "storage/files/file.h"
#include "storage/json/json_writer.h"

namespace telemetry::collector {
namespace {

struct Options {
  std::string charts_path;
  std::string versions_path;
  std::vector<std::string> builds;
  GenerateOptions generate;
  std::string out_path;
  bool json = false;
};

std::string Count(int count, absl::string_view noun) {
  return absl::StrCat(count, " ", noun, count == 1 ? "" : "s");
}

void Print(const Options& options, const v1::UploadConfig& config, std::ostream& out) {
  int counters = 0;
  int stacks = 0;
  for (const v1::ProgramConfig& program : config.programs()) {
    counters += program.counters_size();
    stacks += program.stacks_size();
  }
  if (!options.json) {
    out << cmd::Printable(options.out_path) << ": " << Count(config.programs_size(), "program")
        << ", " << Count(counters, "chart") << ", " << Count(stacks, "stack") << "\n";
    return;
  }
  JsonWriter json(" ");
  json.BeginObject();
  json.Key("File");
  json.String(options.out_path);
  json.Key("Programs");
  json.Int(config.programs_size());
  json.Key("Counters");
  json.Int(counters);
  json.Key("Stacks");
  json.Int(stacks);
  json.EndObject();
  out << std::move(json).Take() << "\n";
}

absl::Status Generate(Options& options, std::ostream& out) {
  if (!options.versions_path.empty()) {
    absl::StatusOr<v1::UploadConfig> versions = ReadUploadConfigFile(options.versions_path);
    if (!versions.ok()) return versions.status();
    options.generate.versions = *std::move(versions);
  }
  const absl::StatusOr<std::vector<AnnotatedChart>> charts =
      ReadAnnotatedCharts(options.charts_path);
  if (!charts.ok()) return charts.status();
  absl::StatusOr<std::vector<ReleasedBuild>> builds = ReadBuilds(options.builds);
  if (!builds.ok()) return builds.status();
  options.generate.builds = *std::move(builds);
  const absl::StatusOr<v1::UploadConfig> config =
      GenerateConfig(*charts, options.charts_path, options.generate);
  if (!config.ok()) return config.status();
  if (absl::Status status = WriteFileAtomically(options.out_path, UploadConfigToJson(*config));
      !status.ok()) {
    return status;
  }
  Print(options, *config, out);
  return absl::OkStatus();
}

}  // namespace

void AddConfigGenerateCommand(cmd::Command& config, CommandContext& context) {
  cmd::Command& command = config.AddCommand("generate", "Make an upload config of chart records");
  const auto options = std::make_shared<Options>();
  AddFileArgument(command, "CHARTS", "Chart records", options->charts_path);
  cmd::Option& versions =
      command
          .AddOption("--versions", options->versions_path,
                     "List the versions, systems, processors and\ncompilers of this config "
                     "(default: each program's\nlowest version, and families of compilers)")
          .File("V.json");
  command
      .AddOption("--compilers", options->generate.compilers,
                 "Compilers or their families, such as gcc,clang14.0.6\n(default: gcc,clang)")
      .Value("LIST")
      .Separator(',');
  command.AddOption("--goos", options->generate.goos, "Operating systems (default: linux)")
      .Value("LIST")
      .Separator(',');
  command.AddOption("--goarch", options->generate.goarch, "Processors (default: amd64,arm64)")
      .Value("LIST")
      .Separator(',');
  cmd::Option& plain =
      command
          .AddFlag("--plain", options->generate.plain,
                   "Only what Go's programs know: no owners, ends and\nlowest versions")
          .Value("(with --versions)")
          .Needs(versions);
  AddBuildsOption(command, options->builds).Excludes(plain);
  AddDateOption(command,
                "Leave out what has expired on this day (default:\nlist it, so that its "
                "past is shown)",
                options->generate.without_expired_on);
  command.AddOption("--out", options->out_path, "File to write the config to (JSON)")
      .File("FILE")
      .Required();
  AddJsonOption(command, options->json);
  command.SetAction([&context, options] { context.Check(Generate(*options, context.out)); });
}

}  // namespace telemetry::collector
