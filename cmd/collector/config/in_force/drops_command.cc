#include "cmd/collector/config/in_force/drops_command.h"

#include <algorithm>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "cmd/collector/config/config_options.h"
#include "cmd/collector/store/store_option.h"
#include "cmd/internal/command.h"
#include "cmd/internal/printable.h"
#include "storage/json/json_writer.h"
#include "storage/report_store/collector_store.h"
#include "storage/report_store/drop_counts.h"

namespace telemetry::collector {
namespace {

struct Options {
  StoreOption store;
  bool json = false;
};

std::string Subject(const DropCount& count) {
  if (count.kind.empty()) return "others";
  return absl::StrCat(count.program, " ", count.version);
}

void PrintText(const std::vector<DropCount>& counts, std::ostream& out) {
  for (const DropCount& count : counts) {
    std::string line = absl::StrCat(absl::FormatCivilTime(count.day), " ", Subject(count), ": ");
    if (!count.kind.empty()) absl::StrAppend(&line, count.kind, ": ", count.reason, ": ");
    absl::StrAppend(&line, count.reports, count.reports == 1 ? " report" : " reports");
    out << cmd::Printable(line) << "\n";
  }
}

void PrintJson(const std::vector<DropCount>& counts, std::ostream& out) {
  JsonWriter json(" ");
  json.BeginObject();
  json.Array("Drops", counts, [](JsonWriter& writer, const DropCount& count) {
    writer.BeginObject();
    writer.Field("Day", absl::FormatCivilTime(count.day));
    writer.Field("Program", count.program);
    writer.Field("Version", count.version);
    writer.Field("Kind", count.kind);
    writer.Field("Reason", count.reason);
    writer.Field("ProgramIsApproved", count.is_approved);
    writer.Field("Reports", count.reports);
    writer.Field("Items", count.items);
    writer.EndObject();
  });
  json.EndObject();
  out << std::move(json).Take() << "\n";
}

absl::Status PrintDrops(const Options& options, std::ostream& out) {
  absl::StatusOr<std::unique_ptr<DropCounts>> drops =
      FindStore(options.store)->OpenDrops(StoreAccess::kReadOnly);
  if (!drops.ok()) return drops.status();
  absl::StatusOr<std::vector<DropCount>> counts = (*drops)->List();
  if (!counts.ok()) return counts.status();
  // What may have been forgotten is read first.
  std::stable_sort(counts->begin(), counts->end(), [](const DropCount& a, const DropCount& b) {
    return a.day != b.day ? a.day > b.day : a.is_approved > b.is_approved;
  });
  options.json ? PrintJson(*counts, out) : PrintText(*counts, out);
  return absl::OkStatus();
}

}  // namespace

void AddConfigDropsCommand(cmd::Command& config, CommandContext& context) {
  cmd::Command& command =
      config.AddCommand("drops", "Say what was dropped as not approved, and why");
  const auto options = std::make_shared<Options>();
  AddStoreOptions(command, options->store);
  AddJsonOption(command, options->json);
  command.SetAction([&context, options] { context.Check(PrintDrops(*options, context.out)); },
                    [options] { return WhyNoStore(options->store); });
}

}  // namespace telemetry::collector
