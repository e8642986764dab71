// Any bytes as a collector's mode file, policy, and Go's mode file: a decision is made; an invalid
// file means off; only the collector's own file raises the mode to `on`, and only an `off` of Go's
// counts beside it; no policy raises a mode or changes the consent.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "config/mode.h"
#include "tests/fuzz/fuzz_check.h"

namespace telemetry {
namespace {

struct Files {
  FoundFile collector_mode;
  FoundFile policy;
  FoundFile go_mode;
};

// The three files, in that order, separated by zero bytes. Missing ones are absent.
Files Split(absl::string_view input) {
  const std::vector<std::string> parts = absl::StrSplit(input, absl::MaxSplits('\0', 2));
  const auto part = [&](size_t i) -> FoundFile {
    if (i >= parts.size()) return {};
    return {.state = FoundFile::State::kRead, .path = "", .contents = parts[i]};
  };
  return {.collector_mode = part(0), .policy = part(1), .go_mode = part(2)};
}

bool IsAbsent(const FoundFile& file) { return file.state == FoundFile::State::kAbsent; }

// What a directory's own mode file allows.
Mode ModeOf(const FoundFile& file) {
  if (IsAbsent(file)) return Mode::kLocal;
  const std::optional<ModeFile> mode_file = ParseModeFile(file.contents);
  return mode_file.has_value() ? mode_file->mode : Mode::kOff;
}

std::string ConsentDayOf(const FoundFile& file) {
  const std::optional<ModeFile> mode_file = ParseModeFile(file.contents);
  return mode_file.has_value() ? mode_file->consent_day : "";
}

void CheckForGo(const Files& files, const ModeDecision& decision) {
  Check(decision.mode == ModeOf(files.go_mode), "Go's mode is not what its file says");
  Check(decision.consent_day == ConsentDayOf(files.go_mode), "Go's day is not that of its file");
}

void CheckForCollector(const Files& files, const ModeDecision& decision) {
  const Mode expected =
      ModeOf(files.go_mode) == Mode::kOff ? Mode::kOff : ModeOf(files.collector_mode);
  Check(decision.mode == expected, "the decision for a collector is not what the files say");
  Check(decision.may_upload() == (expected == Mode::kOn), "it may upload without consent");
  Check(decision.consent_day == ConsentDayOf(files.collector_mode),
        "the day of consent is not that of the collector's file");
}

void CheckRule(const ModeDecision& decision) {
  switch (decision.rule) {
    case ModeRule::kOffForAll:
    case ModeRule::kUnreadableModeFile:
      return Check(decision.mode == Mode::kOff, "a rule that means off does not");
    case ModeRule::kDefault:
      return Check(decision.mode == Mode::kLocal, "without a mode file it is not local");
    default:
      return Check(decision.rule == ModeRule::kModeFile, "a rule decides that does not apply");
  }
}

void CheckPolicy(const FoundFile& policy, const ModeDecision& without, const ModeDecision& with) {
  Check(with.mode <= without.mode, "a policy has raised the mode");
  Check(with.report_mode <= without.report_mode, "a policy has raised the mode for reports");
  Check(with.consent_day == without.consent_day, "a policy has changed the consent");
  const Mode allowed =
      IsAbsent(policy) ? Mode::kOn : ParsePolicy(policy.contents).value_or(Mode::kOff);
  Check(with.mode == std::min(allowed, without.mode),
        "the decision is not the lower of policy and mode file");
}

void CheckDecisions(const Files& files) {
  DecisionInputs for_go;
  for_go.go_mode = files.go_mode;
  DecisionInputs for_collector = for_go;
  for_collector.collector_mode = files.collector_mode;
  CheckForGo(files, Decide(for_go));
  CheckForCollector(files, Decide(for_collector));
  for (DecisionInputs* inputs : {&for_go, &for_collector}) {
    const ModeDecision without_policy = Decide(*inputs);
    CheckRule(without_policy);
    inputs->policy = files.policy;
    CheckPolicy(files.policy, without_policy, Decide(*inputs));
  }
}

}  // namespace
}  // namespace telemetry

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view input(reinterpret_cast<const char*>(data), size);
  telemetry::CheckDecisions(telemetry::Split(input));
  return 0;
}
