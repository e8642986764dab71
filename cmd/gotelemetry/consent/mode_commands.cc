#include "cmd/gotelemetry/consent/mode_commands.h"

#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "cmd/gotelemetry/consent/decision_text.h"
#include "cmd/gotelemetry/directories.h"
#include "cmd/internal/command.h"
#include "config/consent.h"
#include "config/mode.h"
#include "storage/telemetry_root.h"

namespace telemetry::cmd {
namespace {

void SetAll(Mode mode, CommandContext& context) {
  const absl::StatusOr<TelemetryRoot> root = context.root();
  if (!context.Check(root.status())) return;
  if (!context.Check(SetModeOfAll(*root, mode, absl::Now()))) return;
  context.out
      << (mode == Mode::kOff
              ? "Telemetry is off: nothing is counted and nothing is uploaded.\n"
              : "Telemetry is local: programs count, and the counts stay on this machine.\n");
  // Go's decision stands for all: what overrides it overrides the others too.
  context.out << OverrideSentence(DecideMode(*root, std::nullopt), mode);
}

void SetChosen(const DirectoryChoice& choice, Mode mode, CommandContext& context) {
  const absl::StatusOr<std::vector<Directory>> directories =
      ChosenDirectories(choice, DefaultDirectories::kCollectorsAndGo, context);
  if (!context.Check(directories.status())) return;
  for (const Directory& directory : *directories) {
    if (!context.Check(SetMode(directory.dir(), mode, absl::Now()))) continue;
    context.out << DecisionText(directory.name(), directory.decision())
                << OverrideSentence(directory.decision(), mode);
  }
}

void AddMode(Command& app, CommandContext& context, Mode mode, const char* description) {
  Command& command = app.AddCommand(std::string(ModeName(mode)), description);
  const auto choice =
      AddDirectoryOptions(command, "Only what is for these collectors",
                          mode == Mode::kOff ? "Go's mode alone, whose off silences\neverything"
                                             : "Only what Go's programs count");
  command.SetFooter("Without an option it is meant for everything, Go's programs too.");
  command.SetAction([&context, choice, mode] {
    if (choice->empty()) return SetAll(mode, context);
    SetChosen(*choice, mode, context);
  });
}

}  // namespace

void AddModeCommands(Command& app, CommandContext& context) {
  AddMode(app, context, Mode::kLocal, "Count, and keep everything on this machine");
  AddMode(app, context, Mode::kOff, "Neither count nor upload");
}

}  // namespace telemetry::cmd
