#include "cmd/collector/config/in_force/history_command.h"

#include <cstdint>
#include <limits>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "cmd/collector/config/config_options.h"
#include "cmd/collector/store/store_option.h"
#include "cmd/internal/command.h"
#include "cmd/internal/printable.h"
#include "storage/json/json_writer.h"
#include "storage/report_store/collector_store.h"
#include "storage/report_store/config_history.h"

namespace telemetry::collector {
namespace {

struct Options {
  StoreOption store;
  bool json = false;
};

std::string SinceText(const ConfigRecord& record) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", record.since, absl::UTCTimeZone());
}

void PrintText(const std::vector<ConfigRecord>& records, std::ostream& out) {
  for (const ConfigRecord& record : records) {
    out << SinceText(record) << "  " << cmd::Printable(record.version);
    if (&record == &records.front()) out << "  (in force)";
    if (!record.title.empty()) out << "  " << cmd::Printable(record.title);
    out << "\n";
  }
}

void PrintJson(const std::vector<ConfigRecord>& records, std::ostream& out) {
  JsonWriter json(" ");
  json.BeginObject();
  json.Array("Configs", records, [&](JsonWriter& writer, const ConfigRecord& record) {
    writer.BeginObject();
    writer.Field("Version", record.version);
    writer.Field("Since", SinceText(record));
    writer.Field("Title", record.title);
    writer.Field("InForce", &record == &records.front());
    writer.EndObject();
  });
  json.EndObject();
  out << std::move(json).Take() << "\n";
}

absl::Status PrintHistory(const Options& options, std::ostream& out) {
  absl::StatusOr<std::unique_ptr<ConfigHistory>> history =
      FindStore(options.store)->OpenConfigs(StoreAccess::kReadOnly);
  if (!history.ok()) return history.status();
  const absl::StatusOr<std::vector<ConfigRecord>> records =
      (*history)->List(std::numeric_limits<int64_t>::max());
  if (!records.ok()) return records.status();
  options.json ? PrintJson(*records, out) : PrintText(*records, out);
  return absl::OkStatus();
}

}  // namespace

void AddConfigHistoryCommand(cmd::Command& config, CommandContext& context) {
  cmd::Command& command =
      config.AddCommand("history", "List the upload configs that have been in force");
  const auto options = std::make_shared<Options>();
  AddStoreOptions(command, options->store);
  AddJsonOption(command, options->json);
  command.SetAction([&context, options] { context.Check(PrintHistory(*options, context.out)); },
                    [options] { return WhyNoStore(options->store); });
}

}  // namespace telemetry::collector
