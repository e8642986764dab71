#include "cmd/collector/config/records/next_version_command.h"

#include <memory>
#include <ostream>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cmd/collector/config/config_options.h"
#include "cmd/internal/command.h"
#include "config/approval/next_version.h"
#include "config/upload_config/upload_config.h"
#include "config/upload_config/upload_config.pb.h"
#include "storage/json/json_writer.h"

namespace telemetry::collector {
namespace {

struct Options {
  std::string current;
  std::string old_path;
  std::string new_path;
  bool json = false;
};

absl::Status PrintNextVersion(const Options& options, std::ostream& out) {
  const absl::StatusOr<v1::UploadConfig> before = ReadUploadConfigFile(options.old_path);
  if (!before.ok()) return before.status();
  const absl::StatusOr<v1::UploadConfig> after = ReadUploadConfigFile(options.new_path);
  if (!after.ok()) return after.status();
  const absl::StatusOr<NextVersion> next = NextConfigVersion(options.current, *before, *after);
  if (!next.ok()) return next.status();
  if (!options.json) {
    out << StepName(next->step) << " " << next->version << "\n";
    return absl::OkStatus();
  }
  JsonWriter json(" ");
  json.BeginObject();
  json.Key("Step");
  json.String(StepName(next->step));
  json.Key("Version");
  json.String(next->version);
  json.EndObject();
  out << std::move(json).Take() << "\n";
  return absl::OkStatus();
}

}  // namespace

void AddConfigNextVersionCommand(cmd::Command& config, CommandContext& context) {
  cmd::Command& command =
      config.AddCommand("next-version", "Say which version a new upload config gets");
  const auto options = std::make_shared<Options>();
  command.AddOption("CURRENT", options->current, "Version of OLD, such as v1.2.3").Required();
  AddFileArgument(command, "OLD", "Upload config as it was (JSON)", options->old_path);
  AddFileArgument(command, "NEW", "Upload config as it is now (JSON)", options->new_path);
  AddJsonOption(command, options->json);
  command.SetAction(
      [&context, options] { context.Check(PrintNextVersion(*options, context.out)); });
}

}  // namespace telemetry::collector
