#include "cmd/gotelemetry/mode_commands.h"

#include <ostream>
#include <string>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "cmd/gotelemetry/options.h"
#include "config/consent.h"
#include "config/mode.h"
#include "storage/telemetry_dir.h"

namespace telemetry::cmd {
namespace {

void PrintDecision(const Decision& decision, std::ostream& out) {
  switch (decision.mode) {
    case Mode::kOff:
      out << "Telemetry is off: nothing is counted and nothing is uploaded.\n";
      break;
    case Mode::kLocal:
      out << "Telemetry is local: programs count, and the counts stay on this machine.\n";
      break;
    case Mode::kOn:
      if (decision.collector.empty()) {
        out << "Telemetry is on, but gotelemetry uploads nothing, because no collector is named.\n"
               "To name one: gotelemetry on --collector HOST:PORT\n";
      } else {
        out << "Telemetry is on: the approved part of each weekly report is uploaded to "
            << decision.collector << ".\n"
            << "Weeks that began on or before the day of your consent, " << decision.asof
            << ", stay on this machine.\n";
      }
      break;
  }
}

// What overrides the user's choice.
std::string Overrider(const Decision& decision) {
  if (decision.rule == Rule::kBuiltWithout) return "a build without telemetry";
  if (decision.rule == Rule::kCi) return absl::StrCat("running in CI (", decision.detail, ")");
  return absl::StrCat("the ", RuleName(decision.rule), " (", decision.detail, ")");
}

void SetModeAndSay(CommandContext& context, Mode mode, absl::string_view collector) {
  const absl::StatusOr<TelemetryDir> dir = context.dir();
  if (!context.Check(dir.status())) return;
  if (!context.Check(SetMode(*dir, mode, collector, absl::Now()))) return;
  const Decision decision = DecideMode(dir->root());
  PrintDecision(decision, context.out);
  if (decision.mode != mode) {
    context.out << "You chose " << ModeName(mode) << ", but " << Overrider(decision)
                << " overrides it.\n";
  }
}

void AddMode(CLI::App& app, CommandContext& context, Mode mode, const char* description) {
  CLI::App& command = *app.add_subcommand(std::string(ModeName(mode)), description);
  command.callback([&context, mode] { SetModeAndSay(context, mode, ""); });
}

void AddOn(CLI::App& app, CommandContext& context) {
  CLI::App& command = *app.add_subcommand("on", "Count, and upload the approved part of reports");
  const auto collector = AddCollectorOption(command, "Collector to upload to (no default)");
  command.footer(
      "Consent is for one collector: uploads go to the one named here and to no other.\n"
      "Without --collector the mode is set for Go's tools, and gotelemetry uploads nothing.");
  command.callback([&context, collector] { SetModeAndSay(context, Mode::kOn, *collector); });
}

}  // namespace

void AddModeCommands(CLI::App& app, CommandContext& context) {
  AddOn(app, context);
  AddMode(app, context, Mode::kLocal, "Count, and keep everything on this machine");
  AddMode(app, context, Mode::kOff, "Neither count nor upload");
}

}  // namespace telemetry::cmd
