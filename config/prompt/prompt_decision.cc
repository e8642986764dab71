#include "config/prompt/prompt_decision.h"

#include <cstdint>
#include <optional>

#include "absl/strings/string_view.h"
#include "config/mode.h"
#include "config/prompt/prompt_record.h"

namespace telemetry {
namespace {

constexpr int64_t kSecondsPerDay = 24 * 60 * 60;

// Reasons that leave no trace: the record is neither made nor changed.
std::optional<PromptReason> ReasonForSilence(const PromptInputs& inputs) {
  if (inputs.decision.mode == Mode::kOn) return PromptReason::kConsented;
  // Only if nobody has said anything is there something to ask. A mode file that says `local` is the
  // user's word.
  if (inputs.decision.rule != ModeRule::kDefault || inputs.decision.mode != Mode::kLocal) {
    return PromptReason::kRestricted;
  }
  if (inputs.editor == EditorTelemetry::kOff) return PromptReason::kEditorOff;
  if (!inputs.has_window) return PromptReason::kNoWindow;
  if (inputs.gopls_was_told_no) return PromptReason::kDeclinedGopls;
  if (inputs.record_unreadable) return PromptReason::kUnreadableRecord;
  return std::nullopt;
}

bool IsAnswer(PromptState state) { return state == PromptState::kYes || state == PromptState::kNo; }

// `record` with what it lacks.
PromptRecord Completed(PromptRecord record, const PromptInputs& inputs) {
  if (record.state == PromptState::kNone) {
    record = {.state = PromptState::kNotReady, .written_unix_seconds = inputs.now_unix_seconds};
  }
  if (record.created_unix_seconds == 0) {
    record.created_unix_seconds = inputs.seed_created_unix_seconds > 0
                                      ? inputs.seed_created_unix_seconds
                                      : inputs.now_unix_seconds;
  }
  if (record.token == 0) {
    const bool has_seed = inputs.seed_token >= 1 && inputs.seed_token <= kMaxPromptToken;
    record.token =
        has_seed ? inputs.seed_token : 1 + static_cast<int>(inputs.random % kMaxPromptToken);
  }
  return record;
}

// Whether `days` have passed since then. Not if that lies in the future: a clock was wrong, and it
// is better not to ask. Written so that no difference overflows.
bool HavePassed(int days, int64_t since, int64_t now) {
  return since <= now && now - since > days * kSecondsPerDay;
}

// Why a complete record is against asking now.
std::optional<PromptReason> ReasonToWait(const PromptRecord& record, int64_t now,
                                         const PromptPolicy& policy) {
  if (record.token > policy.per_mille_asked) return PromptReason::kNotDrawn;
  if (!HavePassed(policy.days_of_grace, record.created_unix_seconds, now)) {
    return PromptReason::kGrace;
  }
  if (record.attempts > 0 &&
      !HavePassed(policy.days_between_attempts, record.written_unix_seconds, now)) {
    return PromptReason::kAskedRecently;
  }
  return std::nullopt;
}

}  // namespace

absl::string_view PromptReasonText(PromptReason reason) {
  switch (reason) {
    case PromptReason::kConsented:
      return "consent exists";
    case PromptReason::kRestricted:
      return "uploading is not for the user to allow, or the user has chosen local";
    case PromptReason::kEditorOff:
      return "telemetry is off in the editor";
    case PromptReason::kNoWindow:
      return "there is no window to ask in";
    case PromptReason::kDeclinedGopls:
      return "the user has said no to gopls";
    case PromptReason::kUnreadableRecord:
      return "the record of earlier questions cannot be read";
    case PromptReason::kAnswered:
      return "the user has answered";
    case PromptReason::kAttemptsUsedUp:
      return "the question was shown often enough";
    case PromptReason::kNotDrawn:
      return "the user is not among those who are asked";
    case PromptReason::kGrace:
      return "the days of grace are not over";
    case PromptReason::kAskedRecently:
      return "the question was shown not long ago";
    case PromptReason::kUnwritableRecord:
      return "the record of the question cannot be written";
    case PromptReason::kAskedElsewhere:
      return "another program is deciding whether to ask";
    case PromptReason::kMayAsk:
      return "nothing is against it";
  }
  return "";
}

PromptDecision DecidePrompt(const PromptInputs& inputs, const PromptPolicy& policy) {
  PromptDecision decision;
  decision.record = inputs.record;
  if (const std::optional<PromptReason> silent = ReasonForSilence(inputs)) {
    decision.reason = *silent;
    return decision;
  }
  if (IsAnswer(inputs.record.state)) {
    decision.reason = PromptReason::kAnswered;
    return decision;
  }
  if (inputs.record.attempts >= policy.most_attempts) {
    decision.reason = PromptReason::kAttemptsUsedUp;
    return decision;
  }
  decision.record = Completed(inputs.record, inputs);
  if (const auto waits = ReasonToWait(decision.record, inputs.now_unix_seconds, policy)) {
    decision.reason = *waits;
    decision.action =
        decision.record == inputs.record ? PromptAction::kNothing : PromptAction::kRemember;
    return decision;
  }
  decision.action = PromptAction::kAsk;
  decision.reason = PromptReason::kMayAsk;
  decision.record.state = PromptState::kPending;
  decision.record.written_unix_seconds = inputs.now_unix_seconds;
  ++decision.record.attempts;
  return decision;
}

std::optional<PromptReason> ReasonToEndQuestion(const PromptInputs& inputs) {
  if (const std::optional<PromptReason> silent = ReasonForSilence(inputs)) return silent;
  if (IsAnswer(inputs.record.state)) return PromptReason::kAnswered;
  return std::nullopt;
}

}  // namespace telemetry
