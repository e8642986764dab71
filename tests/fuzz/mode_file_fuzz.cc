// Any bytes as mode, policy or collector file: a decision is made; bytes that are no mode file mean
// off, and no policy can raise the mode.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

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

void CheckDecisions(absl::string_view input) {
  DecisionInputs inputs;
  inputs.mode = Found(input);
  inputs.collector = Found(input);
  const Decision by_file = Decide(inputs);
  const std::optional<ModeFile> mode_file = ParseModeFile(input);
  if (mode_file.has_value()) {
    Check(by_file.rule == Rule::kModeFile, "a valid mode file does not decide");
    Check(by_file.mode == mode_file->mode, "the decision is not what the mode file says");
  } else {
    Check(by_file.rule == Rule::kUnreadableModeFile, "an invalid mode file is not reported");
    Check(by_file.mode == Mode::kOff, "an invalid mode file does not mean off");
  }

  inputs.policy = Found(input);
  Check(Decide(inputs).mode <= by_file.mode, "a policy has raised the mode");
  if (!ParsePolicy(input).has_value()) {
    Check(Decide(inputs).mode == Mode::kOff, "an invalid policy does not mean off");
  }
}

}  // namespace
}  // namespace telemetry

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  telemetry::CheckDecisions(absl::string_view(reinterpret_cast<const char*>(data), size));
  return 0;
}
