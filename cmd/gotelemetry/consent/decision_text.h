// A decision about the mode, in sentences.

#ifndef CMD_GOTELEMETRY_CONSENT_DECISION_TEXT_H_
#define CMD_GOTELEMETRY_CONSENT_DECISION_TEXT_H_

#include <string>

#include "absl/strings/string_view.h"
#include "config/mode.h"

namespace telemetry::cmd {

// "NAME is on: ...", a line. `name` is a collector's address, or "Go". Pure.
std::string DecisionText(absl::string_view name, const ModeDecision& decision);

// A line that says what overrides the mode that the user chose, and how to undo it if a mode file
// does; empty if nothing does. Pure.
std::string OverrideSentence(const ModeDecision& decision, Mode chosen);

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_CONSENT_DECISION_TEXT_H_
