#include "cmd/collector/config/records/diff_command.h"

#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cmd/collector/config/config_options.h"
#include "cmd/internal/command.h"
#include "cmd/internal/printable.h"
#include "config/approval/config_diff.h"
#include "config/upload_config/upload_config.h"
#include "config/upload_config/upload_config.pb.h"

namespace telemetry::collector {
namespace {

struct Options {
  std::string old_path;
  std::string new_path;
  bool markdown = false;
  bool exit_code = false;
  bool json = false;
};

void Diff(const Options& options, CommandContext& context) {
  const absl::StatusOr<v1::UploadConfig> before = ReadUploadConfigFile(options.old_path);
  const absl::StatusOr<v1::UploadConfig> after = ReadUploadConfigFile(options.new_path);
  if (!context.Check(before.status()) || !context.Check(after.status())) return;
  const std::vector<ConfigChange> changes = DiffConfigs(*before, *after);
  if (options.json) {
    context.out << ChangesToJson(changes) << "\n";
  } else {
    context.out << cmd::PrintableLines(options.markdown ? ChangesToMarkdown(changes)
                                                        : ChangesToText(changes));
  }
  if (options.exit_code && !changes.empty()) context.exit_status = kFailed;
}

}  // namespace

void AddConfigDiffCommand(cmd::Command& config, CommandContext& context) {
  cmd::Command& command = config.AddCommand("diff", "Say what a new upload config changes");
  const auto options = std::make_shared<Options>();
  AddFileArgument(command, "OLD", "Upload config as it was (JSON)", options->old_path);
  AddFileArgument(command, "NEW", "Upload config as it is now (JSON)", options->new_path);
  command.AddFlag("--markdown", options->markdown, "Print lists under headings");
  command.AddFlag("--exit-code", options->exit_code, "End with 1 if they do not approve the same");
  AddJsonOption(command, options->json);
  command.SetAction([&context, options] { Diff(*options, context); });
}

}  // namespace telemetry::collector
