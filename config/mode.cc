#include "config/mode.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"
#include "config/found_file.h"
#include "storage/day_number.h"
#include "storage/directory/held_directory.h"
#include "storage/directory/ownership.h"
#include "storage/telemetry_dir.h"

namespace telemetry {
namespace {

#ifdef TELEMETRY_BUILT_WITHOUT
constexpr bool kBuiltWithoutTelemetry = true;
#else
constexpr bool kBuiltWithoutTelemetry = false;
#endif

// A mode, which can only restrict.
constexpr const char* kModeVariable = "GOTELEMETRY";

// Whoever sets one of these wants no telemetry.
constexpr const char* kOffVariables[] = {"DO_NOT_TRACK"};

// Most systems set CI; the others are for systems that do not, and for jobs that unset it.
constexpr const char* kCiVariables[] = {"CI",
                                        "APPVEYOR",
                                        "BITBUCKET_BUILD_NUMBER",
                                        "BUILDKITE",
                                        "CIRCLECI",
                                        "CIRRUS_CI",
                                        "CODEBUILD_BUILD_ID",
                                        "DRONE",
                                        "GITHUB_ACTIONS",
                                        "GITLAB_CI",
                                        "JENKINS_URL",
                                        "TEAMCITY_VERSION",
                                        "TF_BUILD",
                                        "TRAVIS"};

bool IsSet(absl::string_view value) { return !value.empty() && value != "0" && value != "false"; }

// The highest mode that one rule allows.
struct Limit {
  Mode mode;
  ModeRule rule;
  std::string detail;
};

using Limits = std::vector<Limit>;

// Adds the limit of somebody who can only restrict; for them, `on` is no limit.
void AddRestriction(Limit limit, Limits& limits) {
  if (limit.mode != Mode::kOn) limits.push_back(std::move(limit));
}

void AddPolicy(const FoundFile& policy, Limits& limits) {
  if (policy.state == FoundFile::State::kAbsent) return;
  const std::optional<Mode> mode = policy.state == FoundFile::State::kRead
                                       ? ParsePolicy(policy.contents)
                                       : std::optional<Mode>();
  AddRestriction({mode.value_or(Mode::kOff), ModeRule::kPolicy, policy.path}, limits);
}

void AddVariable(const std::string& name, const std::string& value, Limits& limits) {
  const std::string detail = name + "=" + value;
  if (name == kModeVariable) {
    if (value.empty()) return;
    AddRestriction({ParseMode(value).value_or(Mode::kOff), ModeRule::kEnvironment, detail}, limits);
  } else if (IsSet(value)) {
    const bool is_ci =
        std::find(std::begin(kCiVariables), std::end(kCiVariables), name) != std::end(kCiVariables);
    limits.push_back(is_ci ? Limit{Mode::kLocal, ModeRule::kCi, detail}
                           : Limit{Mode::kOff, ModeRule::kEnvironment, detail});
  }
}

// The contents of a mode file; empty unless it is there, readable and valid.
std::optional<ModeFile> Understood(const FoundFile& file) {
  if (file.state != FoundFile::State::kRead) return std::nullopt;
  return ParseModeFile(file.contents);
}

void AddUnreadable(const FoundFile& file, Limits& limits) {
  if (file.state == FoundFile::State::kAbsent || Understood(file).has_value()) return;
  limits.push_back({Mode::kOff, ModeRule::kUnreadableModeFile, file.path});
}

// Adds what the user said.
void AddUser(const DecisionInputs& inputs, Limits& limits) {
  if (!inputs.has_directory) {
    limits.push_back({Mode::kOff, ModeRule::kNoDirectory, inputs.why_no_directory});
    return;
  }
  if (!inputs.foreign_directory.empty()) {
    limits.push_back({Mode::kOff, ModeRule::kForeignDirectory, inputs.foreign_directory});
  }
  AddUnreadable(inputs.go_mode, limits);
  if (inputs.collector_mode.has_value()) {
    const std::optional<ModeFile> go_mode = Understood(inputs.go_mode);
    if (go_mode.has_value() && go_mode->mode == Mode::kOff) {
      limits.push_back({Mode::kOff, ModeRule::kOffForAll, inputs.go_mode.path});
    }
    AddUnreadable(*inputs.collector_mode, limits);
  }
  const FoundFile& own = inputs.collector_mode.value_or(inputs.go_mode);
  if (const std::optional<ModeFile> mode_file = Understood(own)) {
    // Go's `on` is no consent to anything of ours, and Go writes the file with the user's umask.
    if (mode_file->mode == Mode::kOn && inputs.collector_mode.has_value()) {
      const std::string& doubtful = own.is_trusted ? inputs.doubtful_directory : own.path;
      if (!doubtful.empty()) {
        limits.push_back({Mode::kLocal, ModeRule::kDoubtfulConsent, doubtful});
      }
    }
    limits.push_back({mode_file->mode, ModeRule::kModeFile, own.path});
  } else {
    limits.push_back({Mode::kLocal, ModeRule::kDefault, ""});
  }
}

}  // namespace

absl::string_view ModeName(Mode mode) {
  switch (mode) {
    case Mode::kOff:
      return "off";
    case Mode::kLocal:
      return "local";
    case Mode::kOn:
      return "on";
  }
  return "off";
}

std::optional<Mode> ParseMode(absl::string_view word) {
  for (const Mode mode : {Mode::kOff, Mode::kLocal, Mode::kOn}) {
    if (word == ModeName(mode)) return mode;
  }
  return std::nullopt;
}

std::optional<ModeFile> ParseModeFile(absl::string_view contents) {
  const absl::string_view line = absl::StripAsciiWhitespace(contents);
  const size_t space = line.find(' ');
  const std::optional<Mode> mode = ParseMode(line.substr(0, space));
  if (!mode.has_value()) return std::nullopt;
  ModeFile file{.mode = *mode, .consent_day = ""};
  if (space != absl::string_view::npos && ParseDay(line.substr(space + 1)).has_value()) {
    file.consent_day = std::string(line.substr(space + 1));
  }
  return file;
}

std::optional<Mode> ParsePolicy(absl::string_view contents) {
  std::string text;
  while (!contents.empty()) {
    const size_t end = std::min(contents.find('\n'), contents.size());
    const absl::string_view line = contents.substr(0, end);
    const absl::string_view kept = line.substr(0, line.find('#'));
    text.append(kept.data(), kept.size());
    text.push_back('\n');
    contents.remove_prefix(std::min(end + 1, contents.size()));
  }
  return ParseMode(absl::StripAsciiWhitespace(text));
}

absl::string_view ModeRuleName(ModeRule rule) {
  switch (rule) {
    case ModeRule::kBuiltWithout:
      return "built without telemetry";
    case ModeRule::kPolicy:
      return "policy";
    case ModeRule::kEnvironment:
      return "environment";
    case ModeRule::kCi:
      return "ci";
    case ModeRule::kNoDirectory:
      return "no directory";
    case ModeRule::kForeignDirectory:
      return "somebody else's directory";
    case ModeRule::kOffForAll:
      return "off for everything";
    case ModeRule::kUnreadableModeFile:
      return "unreadable mode file";
    case ModeRule::kDoubtfulConsent:
      return "consent that others can write";
    case ModeRule::kModeFile:
      return "mode file";
    case ModeRule::kDefault:
      return "default";
  }
  return "default";
}

ModeDecision Decide(const DecisionInputs& inputs) {
  Limits limits;
  if (inputs.built_without) limits.push_back({Mode::kOff, ModeRule::kBuiltWithout, ""});
  AddPolicy(inputs.policy, limits);
  for (const auto& [name, value] : inputs.environment) AddVariable(name, value, limits);
  AddUser(inputs, limits);

  // min_element returns the first of equal elements, and the limits are in the order of the rules.
  const Limit& lowest = *std::min_element(
      limits.begin(), limits.end(), [](const Limit& a, const Limit& b) { return a.mode < b.mode; });
  ModeDecision decision;
  decision.mode = lowest.mode;
  decision.report_mode = Mode::kOn;
  for (const Limit& limit : limits) {
    if (limit.rule != ModeRule::kCi) {
      decision.report_mode = std::min(decision.report_mode, limit.mode);
    }
  }
  decision.rule = lowest.rule;
  decision.detail = lowest.detail;
  const std::optional<ModeFile> own = Understood(inputs.collector_mode.value_or(inputs.go_mode));
  if (own.has_value()) decision.consent_day = own->consent_day;
  return decision;
}

std::string WhyForeign(const std::string& path) {
  const std::optional<ForeignOwner> foreign = FindForeignOwner(path);
  if (!foreign.has_value()) return "";
  return foreign->path + " belongs to user " + std::to_string(foreign->owner) + ", not to user " +
         std::to_string(geteuid());
}

namespace {

// The first of the directories between the root and a collector's files that others can write.
std::string FindDoubtfulDirectory(const TelemetryRoot& root, const TelemetryDir& dir) {
  for (const std::string& path :
       {root.path(), root.collectors_dir(), dir.path(), dir.local_dir(), dir.upload_dir()}) {
    const At at(path);
    struct stat info;
    if (fstatat(at.directory(), at.name(), &info, 0) == 0 && !OnlyUserCanWrite(info)) return path;
  }
  return "";
}

}  // namespace

DecisionInputs ReadDecisionInputs(const TelemetryRoot& root,
                                  const std::optional<HostPort>& collector,
                                  const std::string& policy_path, Getenv getenv) {
  DecisionInputs inputs;
  inputs.built_without = kBuiltWithoutTelemetry;
  inputs.has_directory = root.exists();
  inputs.policy = FindPolicyFile(policy_path);
  if (inputs.has_directory) {
    inputs.foreign_directory = WhyForeign(root.path());
    inputs.go_mode = FindUserFile(root.go().mode_path());
    if (collector.has_value()) {
      const TelemetryDir dir = root.collector(*collector);
      inputs.collector_mode = FindUserFile(dir.mode_path());
      if (inputs.collector_mode->state == FoundFile::State::kRead) {
        inputs.doubtful_directory = FindDoubtfulDirectory(root, dir);
      }
    }
  }
  if (!inputs.has_directory) inputs.why_no_directory = TelemetryRoot::WhyNoDefaultPath();
  const auto add = [&](const char* name) {
    if (const char* value = getenv(name)) inputs.environment.emplace_back(name, value);
  };
  add(kModeVariable);
  std::for_each(std::begin(kOffVariables), std::end(kOffVariables), add);
  std::for_each(std::begin(kCiVariables), std::end(kCiVariables), add);
  return inputs;
}

ModeDecision DecideMode(const TelemetryRoot& root, const std::optional<HostPort>& collector) {
  return Decide(ReadDecisionInputs(root, collector, kPolicyPath,
                                   [](const char* name) -> const char* { return ::getenv(name); }));
}

}  // namespace telemetry
