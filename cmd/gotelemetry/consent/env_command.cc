#include "cmd/gotelemetry/consent/env_command.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cstdlib>
#include <memory>
#include <optional>
#include <ostream>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "cmd/gotelemetry/consent/last_run_text.h"
#include "cmd/internal/command.h"
#include "cmd/internal/printable.h"
#include "config/mode.h"
#include "config/private_roots.h"
#include "config/telemetry_environment.h"
#include "report/local_counts/counting_programs.h"
#include "storage/directory/held_directory.h"
#include "storage/json/json_writer.h"
#include "storage/telemetry_dir.h"
#include "storage/telemetry_files/collector_list.h"
#include "storage/telemetry_files/telemetry_file_name.h"
#include "storage/telemetry_root.h"
#include "storage/upload_run/last_run.h"
#include "storage/upload_run/upload_program.h"

namespace telemetry::cmd {
namespace {

// A directory, and what is in it.
struct Section {
  // HOST:PORT; empty for Go's directory.
  std::string collector;
  TelemetryEnvironment environment;
  std::set<std::string> programs;
  // A line for each counter file of which something is lost.
  std::vector<std::string> damaged;
  // Only of a collector.
  std::optional<DailyRun> daily_run;
  absl::StatusOr<std::optional<PrivateRoots>> roots = std::optional<PrivateRoots>();
};

struct Sections {
  TelemetryRoot root;
  std::vector<Section> collectors;
  Section go;
  std::vector<std::string> foreign;
};

// When a program last took the token that lets it start a run.
std::optional<absl::Time> TokenTime(const TelemetryDir& dir) {
  struct stat info;
  const std::string path = dir.token_path();
  const At at(path);
  if (fstatat(at.directory(), at.name(), &info, 0) != 0) return std::nullopt;
  return absl::TimeFromTimespec(info.st_mtim);
}

DailyRun ReadDailyRun(const TelemetryDir& dir, const ModeDecision& decision) {
  return {.mode = decision.mode,
          .last = ReadLastRun(dir),
          .started = TokenTime(dir),
          .program = FindUploadProgram(
              dir, [](const char* name) -> const char* { return std::getenv(name); })};
}

Section ReadSection(const TelemetryRoot& root, const std::optional<HostPort>& collector,
                    CommandContext& context) {
  const TelemetryDir dir = collector.has_value() ? root.collector(*collector) : root.go();
  absl::StatusOr<TelemetryFiles> files = ListTelemetryFiles(dir);
  if (!files.ok()) {
    context.Check(files.status());
    files = TelemetryFiles(dir, {});
  }
  Section section{.collector = "",
                  .environment = EnvironmentOf(*files, DecideMode(root, collector)),
                  .programs = CountingPrograms(*files),
                  .damaged = DamagedCounterFiles(*files),
                  .daily_run = std::nullopt,
                  .roots = std::optional<PrivateRoots>()};
  if (collector.has_value()) {
    section.collector = collector->ToString();
    section.daily_run = ReadDailyRun(dir, section.environment.decision);
    section.roots = ReadPrivateRoots(dir);
  }
  return section;
}

Sections ReadSections(CommandContext& context) {
  const TelemetryRoot root(context.root_path);
  Sections sections{root, {}, ReadSection(root, std::nullopt, context), {}};
  absl::StatusOr<CollectorList> list = ListCollectors(root);
  if (!context.Check(list.status())) return sections;
  for (const HostPort& collector : list->collectors) {
    sections.collectors.push_back(ReadSection(root, collector, context));
  }
  sections.foreign = std::move(list->foreign);
  return sections;
}

std::string LastSent(const TelemetryEnvironment& environment) {
  return environment.last_sent.has_value() ? absl::FormatCivilTime(*environment.last_sent) : "";
}

// The private roots that count for the collector, or why it cannot be reached; empty if the system's
// count.
std::string RootsText(const Section& section) {
  if (!section.roots.ok()) {
    return absl::StrCat("nothing is uploaded: ", section.roots.status().message());
  }
  return section.roots->has_value() ? (*section.roots)->path : "";
}

void PrintSection(const Section& section, std::ostream& out) {
  const ModeDecision& decision = section.environment.decision;
  const std::string last_sent = LastSent(section.environment);
  out << "  mode:        " << ModeName(decision.mode) << "\n";
  out << "  decided by:  " << ModeRuleName(decision.rule)
      << (decision.detail.empty() ? "" : " (" + Printable(decision.detail) + ")") << "\n";
  if (decision.mode == Mode::kOn) {
    out << "  consented:   " << (decision.consent_day.empty() ? "no date" : decision.consent_day)
        << "\n";
  }
  out << "  programs:    "
      << (section.programs.empty() ? "none" : Printable(absl::StrJoin(section.programs, ", ")))
      << "\n";
  out << "  last upload: "
      << (last_sent.empty() ? "none on record" : "the week ending " + last_sent) << "\n";
  if (section.daily_run.has_value()) {
    out << "  last run:    " << Printable(LastRunText(*section.daily_run)) << "\n";
  }
  if (const std::string roots = RootsText(section); !roots.empty()) {
    out << "  TLS roots:   " << Printable(roots) << "\n";
  }
  for (const std::string& line : section.damaged) {
    out << "  damaged:     " << Printable(line) << "\n";
  }
  for (const std::string& path : section.environment.put_aside) {
    out << "  damaged:     " << Printable(path) << " (put aside)\n";
  }
  if (!section.environment.dir.path().empty()) {
    out << "  directory:   " << Printable(section.environment.dir.path()) << "\n";
  }
}

void PrintText(const Sections& sections, std::ostream& out) {
  for (const Section& section : sections.collectors) {
    out << "collector " << section.collector << "\n";
    PrintSection(section, out);
    out << "\n";
  }
  if (sections.collectors.empty()) {
    out << "No program on this machine has named a collector yet.\n\n";
  }
  out << "Go's programs, and programs that name no collector\n";
  PrintSection(sections.go, out);
  if (!sections.root.exists()) {
    out << "\ntelemetry root: none, because " << Printable(TelemetryRoot::WhyNoDefaultPath())
        << "\n";
    return;
  }
  out << "\ntelemetry root: " << Printable(sections.root.path()) << "\n";
  for (const std::string& name : sections.foreign) {
    out << "no collector's: " << Printable(sections.root.collectors_dir() + "/" + name)
        << " (left alone)\n";
  }
}

void WriteSection(const Section& section, JsonWriter& json) {
  const TelemetryEnvironment& environment = section.environment;
  const ModeDecision& decision = environment.decision;
  const bool has_dir = !environment.dir.path().empty();
  json.BeginObject();
  if (!section.collector.empty()) json.Field("collector", section.collector);
  json.Field("mode", ModeName(decision.mode));
  json.Field("rule", ModeRuleName(decision.rule));
  json.Field("detail", decision.detail);
  json.Field("consent_day", decision.consent_day);
  json.Array("programs", section.programs);
  json.Field("last_sent", LastSent(environment));
  const std::optional<DailyRun>& run = section.daily_run;
  const bool has_run = run.has_value() && run->last.has_value();
  json.Field(
      "last_run",
      has_run ? absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", run->last->ended, absl::UTCTimeZone()) : "");
  json.Field("last_run_failure", has_run ? run->last->failure : "");
  json.Field("why_no_run", run.has_value() ? WhyNoRun(*run) : "");
  const bool has_roots = section.roots.ok() && section.roots->has_value();
  json.Field("tls_roots", has_roots ? (*section.roots)->path : "");
  json.Field("tls_roots_failure", std::string(section.roots.status().message()));
  json.Array("damaged", section.damaged);
  json.Array("put_aside", environment.put_aside);
  json.Field("dir", environment.dir.path());
  json.Field("mode_file", has_dir ? environment.dir.mode_path() : "");
  json.Field("local_dir", has_dir ? environment.dir.local_dir() : "");
  json.Field("upload_dir", has_dir ? environment.dir.upload_dir() : "");
  json.EndObject();
}

void PrintJson(const Sections& sections, std::ostream& out) {
  JsonWriter json("  ");
  json.BeginObject();
  json.Field("root", sections.root.path());
  json.Array("collectors", sections.collectors,
             [](JsonWriter& writer, const Section& section) { WriteSection(section, writer); });
  json.Key("go");
  WriteSection(sections.go, json);
  json.Array("foreign", sections.foreign);
  json.EndObject();
  out << json.text() << "\n";
}

}  // namespace

void AddEnvCommand(Command& app, CommandContext& context) {
  Command& command = app.AddCommand(
      "env", "Print each collector's mode, what decided it, and the paths; and Go's");
  const auto as_json = std::make_shared<bool>(false);
  command.AddFlag("--json", *as_json, "Print JSON");
  command.SetAction([&context, as_json] {
    (*as_json ? PrintJson : PrintText)(ReadSections(context), context.out);
  });
}

}  // namespace telemetry::cmd
