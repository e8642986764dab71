#include "cmd/gotelemetry/consent/approved_command.h"

#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "cmd/gotelemetry/consent/approved_text.h"
#include "cmd/gotelemetry/directories.h"
#include "cmd/internal/command.h"
#include "cmd/internal/printable.h"
#include "config/approval/config_diff.h"
#include "config/upload_config/received_configs.h"
#include "config/upload_config/upload_config.h"
#include "config/upload_config/upload_config.pb.h"
#include "storage/json/json_writer.h"

namespace telemetry::cmd {
namespace {

// What became approved or stopped being so since the user was shown a config; nullopt if the user
// was shown none.
std::optional<std::vector<ConfigChange>> ChangesSinceConsent(const ReceivedConfigs& configs) {
  if (configs.shown() == nullptr) return std::nullopt;
  return DiffConfigs(*configs.shown(), *configs.latest());
}

void PrintChanges(const ReceivedConfigs& configs, std::ostream& out) {
  const std::optional<std::vector<ConfigChange>> changes = ChangesSinceConsent(configs);
  if (!changes.has_value()) {
    out << "It was not known when you consented: the collector could not be asked.\n";
    return;
  }
  if (changes->empty()) {
    out << "This is what you were shown when you consented.\n";
    return;
  }
  out << "Since you consented:\n";
  for (const absl::string_view line :
       absl::StrSplit(ChangesToText(*changes), '\n', absl::SkipEmpty())) {
    out << "  " << Printable(line) << "\n";
  }
  out << "What was added counts only for weeks that began after this machine received it.\n";
}

void PrintText(const Directory& directory, const absl::StatusOr<ReceivedConfigs>& configs,
               CommandContext& context) {
  if (absl::IsNotFound(configs.status())) {
    context.out << directory.name()
                << " has not said yet what it approves, so nothing leaves this machine.\n";
    return;
  }
  if (!context.Check(configs.status())) return;
  context.out << directory.name() << " approves:\n" << ApprovedText(*configs->latest());
  PrintChanges(*configs, context.out);
}

// The fields that counters and stacks have in common.
template <typename Item>
void WriteItem(JsonWriter& json, const v1::ProgramConfig& program, absl::string_view kind,
               const Item& item) {
  json.BeginObject();
  json.Field("program", program.name());
  json.Field("kind", kind);
  json.Field("name", item.name());
  json.Field("title", item.title());
  json.Field("expires", item.expires());
  json.Array("issues", item.issues());
  json.Array("owners", item.owners());
  json.EndObject();
}

// The builds of a file that frames of stacks may name.
void WriteBuilds(JsonWriter& json, const v1::ProgramConfig& program, const v1::ReleasedFile& file) {
  json.BeginObject();
  json.Field("program", program.name());
  json.Field("file", file.file());
  json.Array("ids", file.ids());
  json.EndObject();
}

void WriteChange(JsonWriter& json, const ConfigChange& change) {
  json.BeginObject();
  json.Field("kind", ConfigChangeKindName(change.kind));
  json.Field("program", change.program);
  json.Field("what", change.what);
  json.Field("name", change.name);
  json.Field("before", change.before);
  json.Field("after", change.after);
  json.EndObject();
}

void WriteJson(const Directory& directory, const absl::StatusOr<ReceivedConfigs>& configs,
               JsonWriter& json) {
  const v1::UploadConfig latest = configs.ok() ? *configs->latest() : v1::UploadConfig();
  const std::optional<std::vector<ConfigChange>> changes =
      configs.ok() ? ChangesSinceConsent(*configs) : std::nullopt;
  json.BeginObject();
  json.Field("collector", directory.name());
  json.Field("version", configs.ok() ? UploadConfigVersion(latest) : "");
  json.Field("received",
             configs.ok() ? absl::FormatCivilTime(configs->entries().back().received) : "");
  json.Key("approved");
  json.BeginArray();
  for (const v1::ProgramConfig& program : latest.programs()) {
    for (const auto& counter : program.counters()) WriteItem(json, program, "counter", counter);
    for (const auto& stack : program.stacks()) WriteItem(json, program, "stack", stack);
  }
  json.EndArray();
  json.Key("builds");
  json.BeginArray();
  for (const v1::ProgramConfig& program : latest.programs()) {
    for (const v1::ReleasedFile& file : program.builds()) WriteBuilds(json, program, file);
  }
  json.EndArray();
  json.Field("shown_at_consent", changes.has_value());
  json.Array("changes", changes.value_or(std::vector<ConfigChange>()), WriteChange);
  json.EndObject();
}

void Approved(const DirectoryChoice& choice, bool as_json, CommandContext& context) {
  const absl::StatusOr<std::vector<Directory>> directories =
      ChosenDirectories(choice, DefaultDirectories::kCollectors, context);
  if (!context.Check(directories.status())) return;
  JsonWriter json("  ");
  json.BeginArray();
  for (const Directory& directory : *directories) {
    const absl::StatusOr<ReceivedConfigs> configs = ReadReceivedConfigs(directory.dir());
    if (!as_json) {
      PrintText(directory, configs, context);
    } else if (configs.ok() || absl::IsNotFound(configs.status()) ||
               context.Check(configs.status())) {
      WriteJson(directory, configs, json);
    }
  }
  json.EndArray();
  if (as_json) {
    context.out << json.text() << "\n";
  } else if (directories->empty()) {
    context.out << "No program on this machine has named a collector yet.\n";
  }
}

}  // namespace

void AddApprovedCommand(Command& app, CommandContext& context) {
  Command& command =
      app.AddCommand("approved", "Show what collectors approve, and what has changed");
  const auto choice = AddDirectoryOptions(command, "Only these collectors", nullptr);
  const auto as_json = std::make_shared<bool>(false);
  command.AddFlag("--json", *as_json, "Print JSON");
  command.SetAction([&context, choice, as_json] { Approved(*choice, *as_json, context); });
}

}  // namespace telemetry::cmd
