// Whether to ask a user, now and in this editor or tool, for consent to uploads.
//
//   const PromptDecision decision = DecidePrompt(inputs, PromptPolicy{});
//   if (decision.action == PromptAction::kAsk) Ask();   // once decision.record is on disk
//
// The whole decision is this pure function. consent_prompt.h collects the inputs and keeps the
// record; a program calls that.

#ifndef CONFIG_PROMPT_PROMPT_DECISION_H_
#define CONFIG_PROMPT_PROMPT_DECISION_H_

#include <cstdint>
#include <optional>

#include "absl/strings/string_view.h"
#include "config/mode.h"
#include "config/prompt/prompt_record.h"

namespace telemetry {

// Whom the author of a tool wants to ask, and how often. Whatever is set here, a user who has
// answered is never asked again.
struct PromptPolicy {
  // How many of 1000 users are asked: by default 1 in 100. A user is among them or not for good,
  // by the token in the record.
  int per_mille_asked = 10;
  // How long after the first look. Before, the user could not have seen what is counted; and a
  // container with a new home, in which nobody stays that long, asks nobody.
  int days_of_grace = 7;
  // How often the question is shown to a user who does not answer it.
  int most_attempts = 3;
  int days_between_attempts = 30;
};

// What the editor says of telemetry in general (its own switch).
enum class EditorTelemetry { kUnknown, kOn, kOff };

struct PromptInputs {
  // About the collector (config/mode.h).
  ModeDecision decision;
  PromptRecord record;
  // Whether there is a record that cannot be read. Then nothing is known of how often the user was
  // asked.
  bool record_unreadable = false;
  // Whether the user has said no to gopls. A yes to gopls means nothing here.
  bool gopls_was_told_no = false;
  EditorTelemetry editor = EditorTelemetry::kUnknown;
  // Whether somebody can be asked at all.
  bool has_window = true;
  // From an editor or a container image that knows the user for longer than this machine does; they
  // take the place of what a record does not have. 0 if not given.
  int seed_token = 0;
  int64_t seed_created_unix_seconds = 0;
  int64_t now_unix_seconds = 0;
  // Uniformly distributed.
  uint32_t random = 0;
};

enum class PromptAction {
  kNothing,
  kRemember,  // Do not ask, but write the record.
  kAsk,       // Write the record, and ask only if it could be written.
};

// Why not to ask, in the order in which the reasons are looked for; or that nothing is against it.
enum class PromptReason {
  kConsented,         // the user has consented already
  kRestricted,        // a rule forbids uploading: decision.rule says which. Or the user did
  kEditorOff,         // the editor's own switch is off
  kNoWindow,          // there is nobody to ask
  kDeclinedGopls,     // the user has said no to gopls
  kUnreadableRecord,  // it cannot be read how often the user was asked
  kAnswered,          // the user has said yes or no
  kAttemptsUsedUp,    // the user has not answered often enough
  kNotDrawn,          // the user is not among those who are asked
  kGrace,             // the first look was too short ago
  kAskedRecently,     // the last attempt was too short ago
  kUnwritableRecord,  // the record cannot be written (consent_prompt.h, not DecidePrompt())
  kAskedElsewhere,    // another process is deciding the same (consent_prompt.h)
  kMayAsk,
};

// The reason in words, to complete "not asked: ".
absl::string_view PromptReasonText(PromptReason reason);

struct PromptDecision {
  PromptAction action = PromptAction::kNothing;
  PromptReason reason = PromptReason::kRestricted;
  // What to write, and as written when, unless the action is kNothing; then as it was.
  PromptRecord record;
};

PromptDecision DecidePrompt(const PromptInputs& inputs, const PromptPolicy& policy);

// Why a question that is open may not be shown once more: what came in its way since it was asked, or
// an answer that the user gave elsewhere. Nullopt if it may.
std::optional<PromptReason> ReasonToEndQuestion(const PromptInputs& inputs);

}  // namespace telemetry

#endif  // CONFIG_PROMPT_PROMPT_DECISION_H_
