#include "cmd/gotelemetry/mode_commands.h"

#include <ostream>
#include <string>

#include "CLI/CLI.hpp"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "cmd/gotelemetry/options.h"
#include "config/consent.h"
#include "config/mode.h"

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
        out << "Telemetry is on, but this tool uploads nothing, because no collector is named.\n"
               "To name one: gotelemetry on --collector HOST:PORT\n";
      } else {
        out << "Telemetry is on: the approved part of each weekly report is uploaded to "
            << decision.collector << ".\n";
      }
      break;
  }
}

void SetModeAndSay(CommandContext& context, Mode mode, absl::string_view collector) {
  if (!context.Check(SetMode(context.dir(), mode, collector, absl::Now()))) return;
  const Decision decision = DecideMode(context.root);
  PrintDecision(decision, context.out);
  if (decision.mode != mode) {
    context.out << "It would be " << ModeName(mode) << ", but this is decided by "
                << RuleName(decision.rule)
                << (decision.detail.empty() ? "" : " (" + decision.detail + ")") << ".\n";
  }
}

void AddMode(CLI::App& app, CommandContext& context, Mode mode, const char* description) {
  CLI::App& command = *app.add_subcommand(std::string(ModeName(mode)), description);
  command.callback([&context, mode] { SetModeAndSay(context, mode, ""); });
}

void AddOn(CLI::App& app, CommandContext& context) {
  CLI::App& command = *app.add_subcommand("on", "Count, and upload the approved part of reports");
  const auto collector = AddCollectorOption(command, "Whom to upload to; there is no default");
  command.footer(
      "Consent is for one collector: uploads go to the one that is named here and to no other.\n"
      "Without one the mode is set for Go's tools, and this tool uploads nothing.");
  command.callback([&context, collector] { SetModeAndSay(context, Mode::kOn, *collector); });
}

}  // namespace

void AddModeCommands(CLI::App& app, CommandContext& context) {
  AddOn(app, context);
  AddMode(app, context, Mode::kLocal, "Count, and keep everything on this machine");
  AddMode(app, context, Mode::kOff, "Neither count nor upload");
}

}  // namespace telemetry::cmd
