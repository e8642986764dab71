#include "cmd/collector/remove_command.h"

#include <memory>
#include <ostream>
#include <string>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "cmd/collector/day_option.h"
#include "cmd/collector/store/store_option.h"
#include "cmd/internal/command.h"
#include "storage/civil_day.h"
#include "upload/site/publication/unpublish.h"

namespace telemetry::collector {
namespace {

struct RemoveOptions {
  StoreOption store;
  absl::CivilDay date;
  double x = 0;
};

absl::Status Remove(const RemoveOptions& options, std::ostream& out) {
  absl::Status status = FindStore(options.store)->RemoveReport(options.date, options.x);
  // Whoever publishes elsewhere makes the day again: it has another number of reports.
  if (status.ok() && !options.store.data_dir.empty()) {
    status = UnpublishDay(options.store.data_dir, options.date);
  }
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
  AddStoreOptions(command, options->store);
  AddDayOption(command, "--date", "The report's Week", options->date);
  command.AddOption("--x", options->x, "The report's X, as the dataset has it")
      .Value("X")
      .Required();
  command.SetAction([&context, options] { context.Check(Remove(*options, context.out)); },
                    [options] { return WhyNoStore(options->store); });
}

}  // namespace telemetry::collector
