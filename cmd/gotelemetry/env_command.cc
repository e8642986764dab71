#include "cmd/gotelemetry/env_command.h"

#include <memory>
#include <ostream>
#include <string>

#include "CLI/CLI.hpp"
#include "cmd/internal/printable.h"
#include "config/mode.h"
#include "config/telemetry_environment.h"
#include "storage/json/json_writer.h"
#include "storage/telemetry_dir.h"

namespace telemetry::cmd {
namespace {

void PrintText(const TelemetryEnvironment& environment, std::ostream& out) {
  const Decision& decision = environment.decision;
  out << "mode:        " << ModeName(decision.mode) << "\n";
  out << "decided by:  " << RuleName(decision.rule)
      << (decision.detail.empty() ? "" : " (" + decision.detail + ")") << "\n";
  out << "consented:   " << (decision.asof.empty() ? "no date" : decision.asof) << "\n";
  out << "collector:   " << (decision.collector.empty() ? "none" : decision.collector) << "\n";
  out << "last upload: "
      << (environment.last_upload.empty() ? "none on record"
                                          : "the week ending " + environment.last_upload)
      << "\n";
  for (const std::string& path : environment.put_aside) {
    out << "damaged:     " << Printable(path) << " (set aside)\n";
  }
  if (environment.dir.root().empty()) {
    out << "\ndirectory:   none, because HOME is not set\n";
    return;
  }
  out << "\ndirectory:   " << environment.dir.root() << "\n";
  out << "mode file:   " << environment.dir.mode_path() << "\n";
  out << "local:       " << environment.dir.local_dir() << "\n";
  out << "uploaded:    " << environment.dir.upload_dir() << "\n";
}

void PrintJson(const TelemetryEnvironment& environment, std::ostream& out) {
  const Decision& decision = environment.decision;
  const bool has_dir = !environment.dir.root().empty();
  JsonWriter json("  ");
  json.BeginObject();
  json.Field("mode", ModeName(decision.mode));
  json.Field("rule", RuleName(decision.rule));
  json.Field("detail", decision.detail);
  json.Field("asof", decision.asof);
  json.Field("collector", decision.collector);
  json.Field("last_upload", environment.last_upload);
  json.Array("put_aside", environment.put_aside);
  json.Field("dir", environment.dir.root());
  json.Field("mode_file", has_dir ? environment.dir.mode_path() : "");
  json.Field("local_dir", has_dir ? environment.dir.local_dir() : "");
  json.Field("upload_dir", has_dir ? environment.dir.upload_dir() : "");
  json.EndObject();
  out << json.text() << "\n";
}

}  // namespace

void AddEnvCommand(CLI::App& app, CommandContext& context) {
  CLI::App& command = *app.add_subcommand("env", "Print the mode, what decided it, and the paths");
  const auto as_json = std::make_shared<bool>(false);
  command.add_flag("--json", *as_json, "Print JSON");
  command.callback([&context, as_json] {
    const TelemetryEnvironment environment =
        FindTelemetryEnvironment(TelemetryDir(context.root), DecideMode(context.root));
    (*as_json ? PrintJson : PrintText)(environment, context.out);
  });
}

}  // namespace telemetry::cmd
