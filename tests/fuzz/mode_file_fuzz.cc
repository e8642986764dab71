// Any bytes as mode, policy and collector file: a decision is made; an invalid mode file means off,
// no policy raises the mode, and a collector counts only with its own consent.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "config/mode.h"
#include "tests/fuzz/fuzz_check.h"

namespace telemetry {
namespace {

FoundFile Found(absl::string_view contents) {
  FoundFile file;
  file.state = FoundFile::State::kRead;
  file.contents = std::string(contents);
  return file;
}

struct Files {
  std::string mode;
  std::string policy;
  std::string collector;
};

// The three files, in that order, separated by zero bytes. Missing ones are empty.
Files Split(absl::string_view input) {
  const std::vector<std::string> parts = absl::StrSplit(input, absl::MaxSplits('\0', 2));
  const auto part = [&](size_t i) { return i < parts.size() ? parts[i] : std::string(); };
  return {.mode = part(0), .policy = part(1), .collector = part(2)};
}

void CheckMode(const std::string& mode, const Decision& decision) {
  const std::optional<ModeFile> mode_file = ParseModeFile(mode);
  if (mode_file.has_value()) {
    Check(decision.rule == Rule::kModeFile, "a valid mode file does not decide");
    Check(decision.mode == mode_file->mode, "the decision is not what the mode file says");
    Check(decision.asof == mode_file->asof, "the date is not that of the mode file");
  } else {
    Check(decision.rule == Rule::kUnreadableModeFile, "an invalid mode file is not reported");
    Check(decision.mode == Mode::kOff, "an invalid mode file does not mean off");
  }
}

void CheckCollector(const Files& files, const Decision& decision) {
  if (decision.collector.empty()) return;
  Check(!decision.asof.empty(), "a collector without a date of consent");
  Check(absl::EndsWith(files.mode, "\n"), "a collector that the mode file does not name");
  Check(absl::StripAsciiWhitespace(files.collector) == decision.collector + " " + decision.asof,
        "a collector of another date");
}

void CheckPolicy(const std::string& policy, const Decision& without, const Decision& with) {
  Check(with.mode <= without.mode, "a policy has raised the mode");
  Check(with.report_mode <= without.report_mode, "a policy has raised the mode for reports");
  Check(with.collector == without.collector, "a policy has changed the consent");
  const std::optional<Mode> allowed = ParsePolicy(policy);
  Check(with.mode == std::min(allowed.value_or(Mode::kOff), without.mode),
        "the decision is not the lower of policy and mode file");
}

void CheckDecisions(const Files& files) {
  DecisionInputs inputs;
  inputs.mode = Found(files.mode);
  inputs.collector = Found(files.collector);
  const Decision without_policy = Decide(inputs);
  CheckMode(files.mode, without_policy);
  CheckCollector(files, without_policy);
  inputs.policy = Found(files.policy);
  CheckPolicy(files.policy, without_policy, Decide(inputs));
}

}  // namespace
}  // namespace telemetry

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view input(reinterpret_cast<const char*>(data), size);
  telemetry::CheckDecisions(telemetry::Split(input));
  return 0;
}
