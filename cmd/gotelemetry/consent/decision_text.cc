#include "cmd/gotelemetry/consent/decision_text.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "cmd/internal/printable.h"
#include "config/mode.h"

namespace telemetry::cmd {
namespace {

std::string Overrider(const ModeDecision& decision) {
  if (decision.rule == ModeRule::kBuiltWithout) return "a build without telemetry";
  if (decision.rule == ModeRule::kCi) {
    return absl::StrCat("running in CI (", Printable(decision.detail), ")");
  }
  return absl::StrCat("the rule \"", ModeRuleName(decision.rule), "\" (",
                      Printable(decision.detail), ")");
}

// What lifts the rule, if that is a command.
std::string Remedy(const ModeDecision& decision) {
  if (decision.rule == ModeRule::kOffForAll) return "To lift that: gotelemetry local --go\n";
  if (decision.rule == ModeRule::kDoubtfulConsent) {
    return absl::StrCat("Others could write there. To lift that: chmod go-w ",
                        Printable(decision.detail), "\n");
  }
  return "";
}

}  // namespace

std::string DecisionText(absl::string_view name, const ModeDecision& decision) {
  switch (decision.mode) {
    case Mode::kOff:
      return absl::StrCat(name, " is off: nothing is counted and nothing is uploaded.\n");
    case Mode::kLocal:
      return absl::StrCat(name,
                          " is local: programs count, and the counts stay on this machine.\n");
    case Mode::kOn:
      return name == "Go" ? "Go is on: Go's own tools upload to Google.\n"
                          : absl::StrCat(name,
                                         " is on: it gets the approved part of each weekly "
                                         "report.\nWeeks that began on or before the day of "
                                         "your consent, ",
                                         decision.consent_day, ", stay on this machine.\n");
  }
  return "";
}

std::string OverrideSentence(const ModeDecision& decision, Mode chosen) {
  if (decision.mode == chosen) return "";
  return absl::StrCat("You chose ", ModeName(chosen), ", but ", Overrider(decision),
                      " overrides it.\n", Remedy(decision));
}

}  // namespace telemetry::cmd
