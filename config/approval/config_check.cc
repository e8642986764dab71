#include "config/approval/config_check.h"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "config/approval/finding.h"
#include "config/approval/internal/config_keys.h"
#include "config/approval/internal/json_lines.h"
#include "config/upload_config/upload_config.h"
#include "config/upload_config/upload_config.pb.h"
#include "config/version/version_rule.h"
#include "storage/day_number.h"
#include "storage/json/json_document.h"
#include "storage/quoted.h"

namespace telemetry {
namespace {

using config_internal::ConfigKeys;
using config_internal::ConfigLines;
using config_internal::JsonValueLines;
using config_internal::LineAt;
using config_internal::LineOfPath;
using config_internal::ProgramLines;
using config_internal::ReadConfigKeys;

constexpr absl::string_view kByteOrderMark = "\xef\xbb\xbf";

// The byte that a message of JsonDocument::Parse() names: "not JSON at byte 12: ...".
size_t ByteOf(absl::string_view message) {
  size_t byte = 0;
  const size_t at = message.find("at byte ");
  if (at == absl::string_view::npos) return 0;
  const absl::string_view number = message.substr(at + 8);
  (void)absl::SimpleAtoi(number.substr(0, number.find(':')), &byte);
  return byte;
}

// What makes an entry for counters or stacks useless; empty if nothing does.
std::string WhyUnreachable(const v1::CounterConfig& entry, bool is_stack) {
  const std::string& name = entry.name();
  if (name.empty()) return "an entry without a name approves nothing";
  if (absl::StrContains(name, "\n")) return "a name of several lines never occurs";
  if (entry.rate() == 0) {
    return absl::StrCat(Quoted(name), " has rate 0, which no report is below; write \"Rate\": 1");
  }
  if (is_stack && absl::StrContains(name, "{")) {
    return absl::StrCat(Quoted(name), " is not expanded, since it names a stack; list the stacks");
  }
  const size_t brace = name.find_first_of("{}");
  if (brace == std::string::npos) return "";
  if (name.find('{') != brace || name.find('{', brace + 1) != std::string::npos ||
      name.find('}') != name.size() - 1) {
    return absl::StrCat(Quoted(name), " is not of the form chart:{a,b}");
  }
  return "";
}

class Checker {
 public:
  Checker(const v1::UploadConfig& config, const ConfigLines& lines,
          const ConfigCheckOptions& options, std::vector<Finding>& findings)
      : config_(config), lines_(lines), options_(options), findings_(findings) {}

  void Run() {
    CheckList("GOOS", config_.goos(), lines_.goos);
    CheckList("GOARCH", config_.goarch(), lines_.goarch);
    CheckList("GoVersion", config_.go_version(), lines_.go_version);
    CheckFamilies();
    if (config_.programs().empty()) {
      Error(1, "EMPTY_LIST", "\"Programs\" has no entry, so nothing is ever taken");
    }
    for (int i = 0; i < config_.programs_size(); ++i) {
      CheckProgram(config_.programs(i), lines_.programs[i]);
    }
  }

 private:
  void Error(int line, absl::string_view name, std::string text) {
    findings_.push_back({line, Severity::kError, std::string(name), std::move(text)});
  }
  void Warning(int line, absl::string_view name, std::string text) {
    findings_.push_back({line, Severity::kWarning, std::string(name), std::move(text)});
  }

  template <typename Strings>
  void CheckRepetitions(absl::string_view key, const Strings& list, const std::vector<int>& lines) {
    absl::flat_hash_set<absl::string_view> seen;
    for (int i = 0; i < list.size(); ++i) {
      if (seen.insert(list[i]).second) continue;
      Warning(lines[i], "DUPLICATE", absl::StrCat(Quoted(list[i]), " is in \"", key, "\" already"));
    }
  }

  template <typename Strings>
  void CheckList(absl::string_view key, const Strings& list, const std::vector<int>& lines) {
    if (list.empty()) {
      Error(1, "EMPTY_LIST", absl::StrCat("\"", key, "\" has no entry, so nothing is ever taken"));
    }
    CheckRepetitions(key, list, lines);
  }

  void CheckFamilies() {
    const absl::flat_hash_set<std::string> listed(config_.go_version().begin(),
                                                  config_.go_version().end());
    for (int i = 0; i < config_.go_version_size(); ++i) {
      const absl::string_view family = config_internal::CompilerFamily(config_.go_version(i));
      if (family.empty() || !listed.contains(family)) continue;
      Warning(lines_.go_version[i], "REDUNDANT",
              absl::StrCat(Quoted(config_.go_version(i)), " is approved by ", Quoted(family),
                           " anyway"));
    }
  }

  void CheckProgram(const v1::ProgramConfig& program, const ProgramLines& lines) {
    if (program.name().empty()) {
      Error(lines.line, "UNREACHABLE", "a program without a name approves nothing");
    }
    const auto [first, is_first] = line_of_program_.emplace(program.name(), lines.line);
    if (!is_first) {
      Warning(lines.line, "DUPLICATE",
              absl::StrCat("program ", Quoted(program.name()), " is in line ", first->second,
                           " already; both entries apply"));
    }
    CheckVersions(program, lines);
    if (program.counters().empty() && program.stacks().empty()) {
      Warning(lines.line, "NO_COUNTERS",
              absl::StrCat("nothing is approved for ", Quoted(program.name()),
                           " but that it was used"));
    }
    for (int i = 0; i < program.counters_size(); ++i) {
      CheckEntry(program, program.counters(i), lines.counters[i], /*is_stack=*/false);
    }
    for (int i = 0; i < program.stacks_size(); ++i) {
      CheckEntry(program, program.stacks(i), lines.stacks[i], /*is_stack=*/true);
    }
    CheckBuilds(program, lines);
  }

  void CheckBuilds(const v1::ProgramConfig& program, const ProgramLines& lines) {
    if (!program.builds().empty() && program.stacks().empty()) {
      Warning(lines.builds[0], "UNUSED_BUILDS",
              absl::StrCat("program ", Quoted(program.name()),
                           " lists builds, and no stack whose frames could name them"));
    }
    absl::flat_hash_map<std::string, int> line_of_build;
    for (int i = 0; i < program.builds_size(); ++i) {
      for (const std::string& id : program.builds(i).ids()) {
        const auto [first, is_first] = line_of_build.emplace(id, lines.builds[i]);
        if (is_first) continue;
        Warning(lines.builds[i], "DUPLICATE",
                absl::StrCat("build ", Quoted(id), " is in line ", first->second, " already"));
      }
    }
  }

  void CheckVersions(const v1::ProgramConfig& program, const ProgramLines& lines) {
    if (program.versions().empty() && program.min_version().empty()) {
      Error(lines.line, "EMPTY_LIST",
            absl::StrCat("program ", Quoted(program.name()),
                         " has neither \"Versions\" nor \"MinVersion\", so nothing of it is ever "
                         "taken"));
    }
    CheckRepetitions("Versions", program.versions(), lines.versions);
    for (int i = 0; i < program.versions_size(); ++i) {
      if (!config_internal::IsFromMinVersion(program.versions(i), program.min_version())) continue;
      Warning(lines.versions[i], "REDUNDANT",
              absl::StrCat(Quoted(program.versions(i)), " is approved by \"MinVersion\" anyway"));
    }
  }

  void CheckEntry(const v1::ProgramConfig& program, const v1::CounterConfig& entry, int line,
                  bool is_stack) {
    if (std::string why = WhyUnreachable(entry, is_stack); !why.empty()) {
      Error(line, "UNREACHABLE", std::move(why));
      return;
    }
    const std::optional<int64_t> expires = ParseDay(entry.expires());
    if (expires.has_value() && options_.day.has_value() &&
        *options_.day >= absl::CivilDay(1970, 1, 1) + *expires) {
      Warning(
          line, "EXPIRED",
          absl::StrCat("nothing of ", Quoted(entry.name()), " is taken since ", entry.expires()));
    }
    auto& earlier_entries = entries_of_program_[{program.name(), is_stack}];
    const std::vector<std::string> names =
        is_stack ? std::vector<std::string>{entry.name()} : ExpandCounterName(entry.name());
    for (const std::string& name : names) {
      const auto [earlier, is_first] = earlier_entries.emplace(name, Entry{&entry, line});
      if (is_first) continue;
      const bool is_same = earlier->second.config->rate() == entry.rate() &&
                           earlier->second.config->expires() == entry.expires();
      const std::string text = absl::StrCat(Quoted(name), " is in line ", earlier->second.line);
      if (is_same) {
        Warning(line, "DUPLICATE", absl::StrCat(text, " already"));
      } else {
        Error(line, "DUPLICATE",
              absl::StrCat(text, " with another rate or end, and only the last counts"));
      }
    }
  }

  struct Entry {
    const v1::CounterConfig* config;
    int line;
  };

  const v1::UploadConfig& config_;
  const ConfigLines& lines_;
  const ConfigCheckOptions& options_;
  std::vector<Finding>& findings_;
  absl::flat_hash_map<std::string, int> line_of_program_;
  // By program and whether it is a stack, then by expanded name.
  std::map<std::pair<std::string, bool>, absl::flat_hash_map<std::string, Entry>>
      entries_of_program_;
};

}  // namespace

std::vector<Finding> CheckConfigJson(absl::string_view json, const ConfigCheckOptions& options) {
  if (absl::StartsWith(json, kByteOrderMark)) {
    return {{1, Severity::kError, "NOT_JSON",
             "the file begins with a byte order mark; save it as UTF-8 without one"}};
  }
  const absl::StatusOr<JsonDocument> document = JsonDocument::Parse(json);
  if (!document.ok()) {
    const absl::string_view message = document.status().message();
    return {{LineAt(json, ByteOf(message)), Severity::kError, "NOT_JSON", std::string(message)}};
  }
  const std::vector<int> value_lines = JsonValueLines(json);
  ConfigKeys keys = ReadConfigKeys(document->root(), value_lines);
  const absl::StatusOr<v1::UploadConfig> config = ParseUploadConfig(document->root(), "config");
  if (!config.ok()) {
    absl::string_view message = config.status().message();
    absl::ConsumePrefix(&message, "config: ");
    const absl::string_view path = message.substr(0, message.find_first_of(" :"));
    keys.findings.push_back({LineOfPath(document->root(), value_lines, path), Severity::kError,
                             "WRONG_VALUE", std::string(message)});
  } else {
    Checker(*config, keys.lines, options, keys.findings).Run();
  }
  SortByLine(keys.findings);
  return std::move(keys.findings);
}

}  // namespace telemetry
