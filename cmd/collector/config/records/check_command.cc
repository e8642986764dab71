#include "cmd/collector/config/records/check_command.h"

#include <memory>
#include <optional>
#include <ostream>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "cmd/collector/config/config_options.h"
#include "cmd/collector/config/records/print_findings.h"
#include "cmd/internal/command.h"
#include "config/approval/config_check.h"
#include "config/upload_config/upload_config.h"
#include "storage/files/file.h"

namespace telemetry::collector {
namespace {

struct Options {
  std::string path;
  std::optional<absl::CivilDay> date;
  bool json = false;
};

absl::Status Check(const Options& options, std::ostream& out) {
  const absl::StatusOr<std::string> json = ReadFile(options.path, kMaxUploadConfigBytes);
  if (!json.ok()) return json.status();
  return PrintFindings(options.path,
                       CheckConfigJson(*json, {.day = options.date.value_or(Today())}),
                       options.json, out);
}

}  // namespace

void AddConfigCheckCommand(cmd::Command& config, CommandContext& context) {
  cmd::Command& command = config.AddCommand("check", "Check an upload config");
  const auto options = std::make_shared<Options>();
  AddFileArgument(command, "FILE", "Upload config (JSON)", options->path);
  AddDateOption(command, "Check as on this day (default: today)", options->date);
  AddJsonOption(command, options->json);
  command.SetAction([&context, options] { context.Check(Check(*options, context.out)); });
}

}  // namespace telemetry::collector
