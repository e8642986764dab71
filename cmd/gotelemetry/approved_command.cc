#include "cmd/gotelemetry/approved_command.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "cmd/gotelemetry/approved_text.h"
#include "cmd/gotelemetry/directories.h"
#include "cmd/internal/printable.h"
#include "config/upload_config.h"
#include "config/upload_config.pb.h"
#include "storage/json/json_writer.h"
#include "upload/client/received_configs.h"

namespace telemetry::cmd {
namespace {

// "PROGRAM: NAME" of each counter and stack.
std::set<std::string> ItemsOf(const v1::UploadConfig& config) {
  std::set<std::string> items;
  for (const v1::ProgramConfig& program : config.programs()) {
    for (const v1::CounterConfig& counter : program.counters()) {
      for (const std::string& name : ExpandCounterName(counter.name())) {
        items.insert(absl::StrCat(program.name(), ": ", name));
      }
    }
    for (const auto& stack : program.stacks()) {
      items.insert(absl::StrCat(program.name(), ": ", stack.name(), " (with its call stacks)"));
    }
  }
  return items;
}

struct Changes {
  std::vector<std::string> added;
  std::vector<std::string> removed;
};

Changes ChangesBetween(const v1::UploadConfig& shown, const v1::UploadConfig& latest) {
  const std::set<std::string> before = ItemsOf(shown);
  const std::set<std::string> after = ItemsOf(latest);
  Changes changes;
  std::set_difference(after.begin(), after.end(), before.begin(), before.end(),
                      std::back_inserter(changes.added));
  std::set_difference(before.begin(), before.end(), after.begin(), after.end(),
                      std::back_inserter(changes.removed));
  return changes;
}

void PrintChanges(const ReceivedConfigs& configs, std::ostream& out) {
  if (configs.shown() == nullptr) {
    out << "It was not known when you consented: the collector could not be asked.\n";
    return;
  }
  const Changes changes = ChangesBetween(*configs.shown(), *configs.latest());
  if (changes.added.empty() && changes.removed.empty()) {
    out << "These are the names that you were shown when you consented.\n";
    return;
  }
  out << "Since you consented:\n";
  for (const std::string& item : changes.added) out << "  + " << Printable(item) << "\n";
  for (const std::string& item : changes.removed) out << "  - " << Printable(item) << "\n";
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

void WriteJson(const Directory& directory, const absl::StatusOr<ReceivedConfigs>& configs,
               JsonWriter& json) {
  const auto strings = [&json](const char* key, const std::vector<std::string>& items) {
    json.Key(key);
    json.BeginArray();
    for (const std::string& item : items) json.String(item);
    json.EndArray();
  };
  json.BeginObject();
  json.Key("collector");
  json.String(directory.name());
  const bool is_known = configs.ok();
  const std::set<std::string> items =
      is_known ? ItemsOf(*configs->latest()) : std::set<std::string>();
  json.Key("version");
  json.String(is_known ? UploadConfigVersion(*configs->latest()) : "");
  json.Key("received");
  json.String(is_known ? absl::FormatCivilTime(configs->entries().back().received) : "");
  strings("approved", {items.begin(), items.end()});
  const bool was_shown = is_known && configs->shown() != nullptr;
  json.Key("shown_at_consent");
  json.Bool(was_shown);
  const Changes changes =
      was_shown ? ChangesBetween(*configs->shown(), *configs->latest()) : Changes();
  strings("added", changes.added);
  strings("removed", changes.removed);
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

void AddApprovedCommand(CLI::App& app, CommandContext& context) {
  CLI::App& command =
      *app.add_subcommand("approved", "Show what collectors approve, and what has changed");
  const auto choice = AddDirectoryOptions(command, "Only these collectors", nullptr);
  const auto as_json = std::make_shared<bool>(false);
  command.add_flag("--json", *as_json, "Print JSON");
  command.callback([&context, choice, as_json] { Approved(*choice, *as_json, context); });
}

}  // namespace telemetry::cmd
