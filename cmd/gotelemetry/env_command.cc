#include "cmd/gotelemetry/env_command.h"

#include <memory>
#include <ostream>
#include <string>

#include "CLI/CLI.hpp"
#include "absl/strings/string_view.h"
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

void WriteField(absl::string_view key, absl::string_view value, JsonWriter& json) {
  json.Key(key);
  json.String(value);
}

void PrintJson(const TelemetryEnvironment& environment, std::ostream& out) {
  const Decision& decision = environment.decision;
  const bool has_dir = !environment.dir.root().empty();
  JsonWriter json("  ");
  json.BeginObject();
  WriteField("mode", ModeName(decision.mode), json);
  WriteField("rule", RuleName(decision.rule), json);
  WriteField("detail", decision.detail, json);
  WriteField("asof", decision.asof, json);
  WriteField("collector", decision.collector, json);
  WriteField("last_upload", environment.last_upload, json);
  json.Key("put_aside");
  json.BeginArray();
  for (const std::string& path : environment.put_aside) json.String(path);
  json.EndArray();
  WriteField("dir", environment.dir.root(), json);
  WriteField("mode_file", has_dir ? environment.dir.mode_path() : "", json);
  WriteField("local_dir", has_dir ? environment.dir.local_dir() : "", json);
  WriteField("upload_dir", has_dir ? environment.dir.upload_dir() : "", json);
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
