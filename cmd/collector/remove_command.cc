#include "cmd/collector/remove_command.h"

#include <memory>
#include <ostream>
#include <string>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "cmd/collector/day_option.h"
#include "cmd/internal/command.h"
#include "storage/civil_day.h"
#include "storage/directory/path.h"
#include "storage/sqlite_store/sqlite_store.h"
#include "upload/data_dir/collector_data_dir.h"
#include "upload/site/publication/unpublish.h"

namespace telemetry::collector {
namespace {

struct RemoveOptions {
  std::string data_dir;
  absl::CivilDay date;
  double x = 0;
};

absl::Status Remove(const RemoveOptions& options, std::ostream& out) {
  absl::Status status =
      SqliteStore(ReportStorePath(options.data_dir)).RemoveReport(options.date, options.x);
  if (status.ok()) status = UnpublishDay(options.data_dir, options.date);
  if (!status.ok()) return status;
  out << FormatCivilDay(options.date)
      << ": removed a report; a collector that is running publishes "
      << "the day again without it\n";
  return status;
}

}  // namespace

void AddRemoveCommand(cmd::Command& app, CommandContext& context) {
  cmd::Command& command =
      app.AddCommand("remove", "Remove a report from the store and the public site");
  const auto options = std::make_shared<RemoveOptions>();
  command.AddOption("--data-dir", options->data_dir, "The collector's data directory")
      .Directory("DIR")
      .Check([](const std::string& dir) { return std::string(WhyNoPath(dir)); })
      .Required();
  AddDayOption(command, "--date", "The report's Week", options->date);
  command.AddOption("--x", options->x, "The report's X, as the dataset has it")
      .Value("X")
      .Required();
  command.SetAction([&context, options] { context.Check(Remove(*options, context.out)); });
}

}  // namespace telemetry::collector
