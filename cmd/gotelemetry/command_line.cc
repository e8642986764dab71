#include "cmd/gotelemetry/command_line.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "cmd/internal/command.h"
#include "cmd/internal/command_tree.h"
#include "storage/directory/path.h"
#include "storage/telemetry_root.h"

namespace telemetry::cmd {
namespace {

constexpr char kDescription[] =
    "Shows and controls telemetry: what programs count on this machine, and whether the approved\n"
    "part of it is uploaded once a week.\n";

std::vector<Explained> Environment() {
  return {{"GOTELEMETRY_DIR", "The telemetry root"},
          {"GOTELEMETRY", "off or local: no more than that"},
          {"DO_NOT_TRACK", "1: off"},
          {"GOTELEMETRY_BIN", "The gotelemetry that programs start to upload"},
          {"HTTPS_PROXY, NO_PROXY", "The proxy of uploads, and what goes around it"},
          {"SSL_CERT_FILE", "Root certificates in place of the system's; also SSL_CERT_DIR"},
          {"NO_COLOR", "view --text uses no colours"}};
}

}  // namespace

absl::StatusOr<TelemetryRoot> CommandContext::root() const {
  if (root_path.empty()) {
    return absl::FailedPreconditionError(
        absl::StrCat("there is no telemetry directory: ", TelemetryRoot::WhyNoDefaultPath()));
  }
  return TelemetryRoot(root_path);
}

int RunCommandLine(absl::Span<const AddCommand> commands, std::vector<std::string> arguments,
                   std::ostream& out, std::ostream& err) {
  CommandContext context{{"gotelemetry", out, err}, TelemetryRoot::DefaultPath(), std::nullopt};
  return RunProgram(
      {.description = kDescription, .environment = Environment()}, context, std::move(arguments),
      [&](Command& app) {
        app.LetOptionsFollowCommands();
        app.AddOption("--dir", context.root_path,
                      "The telemetry root (default: $GOTELEMETRY_DIR,\n"
                      "else the user's own)")
            .Directory("ROOT")
            .TakeLast()
            .Check([](const std::string& dir) { return std::string(WhyNoPath(dir)); });
        // Before the action of any command.
        app.BeforeActions([&context] { context.held_root.emplace(context.root_path); });
        for (const AddCommand add_command : commands) add_command(app, context);
      });
}

}  // namespace telemetry::cmd
