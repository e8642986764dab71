#include "cmd/collector/merge_command.h"

#include <cstdint>
#include <memory>
#include <ostream>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "cmd/collector/day_option.h"
#include "cmd/collector/store/store_option.h"
#include "cmd/internal/command.h"
#include "report/dataset/dataset_writer.h"
#include "storage/civil_day.h"
#include "storage/files/file.h"
#include "storage/report_store/report_reader.h"

namespace telemetry::collector {
namespace {

struct MergeOptions {
  StoreOption store;
  absl::CivilDay date;
  std::string out_dir;
};

absl::Status Merge(const MergeOptions& options, std::ostream& out) {
  absl::StatusOr<std::unique_ptr<ReportReader>> reader = FindStore(options.store)->OpenReader();
  if (!reader.ok()) return reader.status();
  if (absl::Status status = EnsureDirectory(options.out_dir); !status.ok()) return status;
  const std::string path =
      absl::StrCat(options.out_dir, "/", FormatCivilDay(options.date), ".json");
  const absl::StatusOr<int64_t> reports =
      WriteDataset(path, [&](ReportSink sink) { return (*reader)->ForEach(options.date, sink); });
  if (!reports.ok()) return reports.status();
  out << path << ": " << *reports << (*reports == 1 ? " report\n" : " reports\n");
  return absl::OkStatus();
}

}  // namespace

void AddMergeCommand(cmd::Command& app, CommandContext& context) {
  cmd::Command& command = app.AddCommand("merge", "Write a day's dataset, DIR/YYYY-MM-DD.json");
  const auto options = std::make_shared<MergeOptions>();
  AddStoreOptions(command, options->store);
  AddDayOption(command, "--date", "The day on which the reports' week ended", options->date);
  command.AddOption("--out", options->out_dir, "Directory to write to; created if missing")
      .Directory("DIR")
      .Required();
  command.SetAction([&context, options] { context.Check(Merge(*options, context.out)); },
                    [options] { return WhyNoStore(options->store); });
}

}  // namespace telemetry::collector
