#include "cmd/collector/config/records/expiring_command.h"

#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "cmd/collector/config/config_options.h"
#include "cmd/internal/command.h"
#include "cmd/internal/printable.h"
#include "config/approval/annotated_charts.h"
#include "config/approval/expiring_charts.h"

namespace telemetry::collector {
namespace {

struct Options {
  std::string charts_path;
  std::string within = "30d";
  std::optional<absl::CivilDay> date;
  bool json = false;
};

absl::Status PrintExpiring(const Options& options, std::ostream& out) {
  const absl::StatusOr<std::vector<AnnotatedChart>> charts =
      ReadAnnotatedCharts(options.charts_path);
  if (!charts.ok()) return charts.status();
  const std::vector<ExpiringOf> owners = ExpiringCharts(*charts, options.date.value_or(Today()),
                                                        ParseDays(options.within).value_or(0));
  if (options.json) {
    out << ExpiringToJson(owners) << "\n";
  } else {
    out << cmd::PrintableLines(ExpiringToText(owners));
  }
  return absl::OkStatus();
}

}  // namespace

void AddConfigExpiringCommand(cmd::Command& config, CommandContext& context) {
  cmd::Command& command = config.AddCommand("expiring", "List approvals that end soon, by owner");
  const auto options = std::make_shared<Options>();
  AddFileArgument(command, "CHARTS", "Chart records", options->charts_path);
  command.AddOption("--within", options->within, "How many days ahead, such as 30d (the default)")
      .Value("DAYS")
      .Check([](const std::string& text) {
        return ParseDays(text).has_value()
                   ? std::string()
                   : absl::StrCat("\"", text, "\" is not a number of days such as 30d");
      });
  AddDateOption(command, "Look ahead from this day (default: today)", options->date);
  AddJsonOption(command, options->json);
  command.SetAction([&context, options] { context.Check(PrintExpiring(*options, context.out)); });
}

}  // namespace telemetry::collector
