#include "cmd/collector/config/in_force/push_command.h"

#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "cmd/collector/config/config_options.h"
#include "cmd/collector/config/records/print_findings.h"
#include "cmd/collector/store/store_option.h"
#include "cmd/internal/command.h"
#include "cmd/internal/printable.h"
#include "config/approval/config_check.h"
#include "config/approval/config_diff.h"
#include "config/approval/finding.h"
#include "config/upload_config/upload_config.h"
#include "config/upload_config/upload_config.pb.h"
#include "storage/files/file.h"
#include "storage/json/json_writer.h"
#include "storage/report_store/collector_store.h"
#include "storage/report_store/config_history.h"
#include "upload/collector/config_change.h"

namespace telemetry::collector {
namespace {

struct Options {
  StoreOption store;
  std::string path;
  std::string version;
  std::string title;
  bool despite_errors = false;
  bool json = false;
};

void Print(const Options& options, const ConfigChangeResult& result,
           const std::vector<ConfigChange>& changes, std::ostream& out) {
  if (options.json) {
    JsonWriter json(" ");
    json.BeginObject();
    json.Field("Changed", result.changed);
    json.Field("Version", result.version);
    json.Field("Replaced", result.replaced_version);
    json.EndObject();
    out << std::move(json).Take() << "\n";
    return;
  }
  out << cmd::PrintableLines(ChangesToText(changes)) << "config " << cmd::Printable(result.version)
      << (result.changed ? " is in force now" : " is in force already");
  if (!result.replaced_version.empty()) {
    out << ", in place of " << cmd::Printable(result.replaced_version);
  }
  out << "\n";
}

// What changes compared with what is in force; everything if nothing is.
absl::StatusOr<std::vector<ConfigChange>> Changes(ConfigHistory& history,
                                                  const v1::UploadConfig& config) {
  const absl::StatusOr<std::optional<ConfigRecord>> before = history.Newest();
  if (!before.ok()) return before.status();
  if (!before->has_value()) return DiffConfigs({}, config);
  const absl::StatusOr<v1::UploadConfig> parsed =
      ParseUploadConfigJson((*before)->bytes, (*before)->version);
  if (!parsed.ok()) return parsed.status();
  return DiffConfigs(*parsed, config);
}

absl::Status Push(const Options& options, CommandContext& context) {
  const absl::StatusOr<std::string> text = ReadFile(options.path, kMaxUploadConfigBytes);
  if (!text.ok()) return text.status();
  const absl::StatusOr<v1::UploadConfig> config = ParseUploadConfigJson(*text, options.path);
  if (!config.ok()) return config.status();
  const std::vector<Finding> findings = CheckConfigJson(*text, {.day = Today()});
  for (const std::string& line : LogLines(options.path, findings)) context.Warn(line);
  if (HasError(findings) && !options.despite_errors) {
    return absl::InvalidArgumentError(
        absl::StrCat(options.path, ": it has errors, so the config in force stays"));
  }
  absl::StatusOr<std::unique_ptr<ConfigHistory>> history =
      FindStore(options.store)->OpenConfigs(StoreAccess::kReadWrite);
  if (!history.ok()) return history.status();
  const absl::StatusOr<std::vector<ConfigChange>> changes = Changes(**history, *config);
  if (!changes.ok()) return changes.status();
  const absl::StatusOr<ConfigChangeResult> result = ChangeConfig(
      **history, *config, {.version = options.version, .title = options.title, .now = absl::Now()});
  if (!result.ok()) return result.status();
  Print(options, *result, *changes, context.out);
  return absl::OkStatus();
}

}  // namespace

void AddConfigPushCommand(cmd::Command& config, CommandContext& context) {
  cmd::Command& command = config.AddCommand("push", "Put an upload config in force");
  const auto options = std::make_shared<Options>();
  AddStoreOptions(command, options->store);
  AddFileArgument(command, "FILE", "Upload config (JSON)", options->path);
  command
      .AddOption("--as", options->version,
                 "Version under which it is published, such as\nv1.4.0 (default: one made of what "
                 "it approves)")
      .Value("VERSION");
  command.AddOption("--title", options->title, "What the change is about; public").Value("TEXT");
  command.AddFlag("--despite-errors", options->despite_errors,
                  "Also if config check finds errors, for instance\nbecause nothing shall be "
                  "approved any more");
  AddJsonOption(command, options->json);
  command.SetAction([&context, options] { context.Check(Push(*options, context)); },
                    [options] { return WhyNoStore(options->store); });
}

}  // namespace telemetry::collector
