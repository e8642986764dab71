#include "config/prompt/consent_prompt.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "config/mode.h"
#include "config/prompt/internal/prompt_file.h"
#include "config/prompt/prompt_decision.h"
#include "config/prompt/prompt_record.h"
#include "storage/concat.h"
#include "storage/day_number.h"
#include "storage/directory/directory.h"
#include "storage/directory/held_directory.h"
#include "storage/files/overwrite_file.h"
#include "storage/telemetry_dir.h"

namespace telemetry {
namespace {

using config_internal::PromptLock;
using config_internal::ReadPromptRecord;

constexpr int64_t kSecondsPerDay = 24 * 60 * 60;

absl::string_view Variable(const char* name) {
  const char* value = secure_getenv(name);
  return value == nullptr ? absl::string_view() : absl::string_view(value);
}

int64_t NumberIn(const char* variable) {
  return std::max<int64_t>(ParseInt64(Variable(variable)).value_or(0), 0);
}

// Without the time zones that absl's own function would link.
int64_t UnixSeconds(const PromptRequest& request) {
  if (request.now.has_value()) return absl::ToInt64Seconds(*request.now - absl::UnixEpoch());
  return time(nullptr);
}

uint32_t DrawRandom() {
  uint32_t random = 0;
  // At early boot there is no entropy yet; then this user is among those who are asked last.
  if (getrandom(&random, sizeof random, GRND_NONBLOCK) != sizeof random) return kMaxPromptToken - 1;
  return random;
}

TelemetryDir DirOf(const PromptRequest& request) {
  return request.root.collector(request.collector);
}

PromptDecision NotAsked(PromptReason reason, const PromptRecord& as_it_was) {
  return {.action = PromptAction::kNothing, .reason = reason, .record = as_it_was};
}

// Sets the mode as SetMode() (consent.h) does. Returns what went wrong.
std::string WriteMode(const PromptRequest& request, Mode mode) {
  const std::string path = DirOf(request).mode_path();
  const std::string text =
      Concat(ModeName(mode), " ", FormatDay(UnixSeconds(request) / kSecondsPerDay));
  const OverwriteResult result = OverwriteFile(path, text, IfItFails::kUndo, IfItFails::kUndo);
  if (result.ok()) return "";
  return Concat(
      "cannot ", result.action, " ", result.path, ": ",
      result.error_number == 0 ? "not a regular file" : strerrordesc_np(result.error_number));
}

// As SetMode() does once consent is withdrawn.
void ForgetConsent(const TelemetryDir& dir) {
  for (const std::string& path : {dir.upload_config_path(), dir.private_roots_path()}) {
    const At at(path);
    unlinkat(at.directory(), at.name(), 0);
  }
}

// What keeps a decision from being consent, in words.
std::string WhyNoConsent(const ModeDecision& decision) {
  return Concat(ModeRuleName(decision.rule), decision.detail.empty() ? "" : ", ", decision.detail,
                ": telemetry is ", ModeName(decision.mode));
}

PromptOutcome Consent(const PromptRequest& request) {
  PromptOutcome outcome;
  ModeDecision decision = DecideMode(request.root, request.collector);
  // What was said meanwhile, by whomever, is not undone by a question from before.
  if (decision.mode != Mode::kOn && decision.rule == ModeRule::kDefault) {
    outcome.problem = WriteMode(request, Mode::kOn);
    if (!outcome.problem.empty()) return outcome;
    decision = DecideMode(request.root, request.collector);
  }
  outcome.consented = decision.mode == Mode::kOn;
  if (!outcome.consented) outcome.problem = WhyNoConsent(decision);
  return outcome;
}

void KeepAnswer(const PromptRequest& request, PromptState state) {
  const TelemetryDir dir = DirOf(request);
  const std::string path = PromptRecordPath(dir);
  // If somebody holds the lock for long, the answer counts all the same: it is later than whatever
  // that is.
  const PromptLock lock(dir);
  config_internal::FoundPromptRecord found = ReadPromptRecord(path);
  const PromptState former = found.record.state;
  const bool was_answered = former == PromptState::kYes || former == PromptState::kNo;
  if (state == PromptState::kFailed && (was_answered || former == PromptState::kNone)) return;
  found.record.state = state;
  found.record.written_unix_seconds = UnixSeconds(request);
  (void)config_internal::WritePromptAnswer(path, found.record);
}

}  // namespace

PromptInputs ReadPromptInputs(const PromptRequest& request) {
  PromptInputs inputs;
  inputs.decision = DecideMode(request.root, request.collector);
  inputs.editor = request.editor;
  inputs.has_window = request.has_window;
  inputs.now_unix_seconds = UnixSeconds(request);
  inputs.random = request.random.has_value() ? *request.random : DrawRandom();
  const int64_t token = NumberIn(kPromptTokenVariable);
  inputs.seed_token = token <= kMaxPromptToken ? static_cast<int>(token) : 0;
  inputs.seed_created_unix_seconds = NumberIn(kPromptStartTimeVariable);
  const std::string gopls = GoplsPromptPath(Variable("XDG_CONFIG_HOME"), Variable("HOME"));
  inputs.gopls_was_told_no = !gopls.empty() && config_internal::SaysNo(gopls);
  if (request.root.exists()) {
    const auto found = ReadPromptRecord(PromptRecordPath(DirOf(request)));
    inputs.record = found.record;
    inputs.record_unreadable = found.unreadable;
  }
  return inputs;
}

PromptDecision BeginPrompt(const PromptRequest& request) {
  const HeldDirectory held(request.root.path());
  // First without the lock, which needs a file: mostly there is nothing to do.
  PromptInputs inputs = ReadPromptInputs(request);
  PromptDecision decision = DecidePrompt(inputs, request.policy);
  if (decision.action == PromptAction::kNothing) return decision;
  const TelemetryDir dir = DirOf(request);
  if (!MakeDirectories(dir.path()).ok()) {
    return NotAsked(PromptReason::kUnwritableRecord, inputs.record);
  }
  const PromptLock lock(dir);
  if (!lock.held()) {
    return NotAsked(
        lock.held_elsewhere() ? PromptReason::kAskedElsewhere : PromptReason::kUnwritableRecord,
        inputs.record);
  }
  // Another process may have asked meanwhile.
  inputs = ReadPromptInputs(request);
  decision = DecidePrompt(inputs, request.policy);
  if (decision.action != PromptAction::kNothing &&
      !config_internal::WritePromptRecord(PromptRecordPath(dir), decision.record)) {
    return NotAsked(PromptReason::kUnwritableRecord, inputs.record);
  }
  return decision;
}

bool MayShowAgain(const PromptRequest& request) {
  const HeldDirectory held(request.root.path());
  return !ReasonToEndQuestion(ReadPromptInputs(request)).has_value();
}

PromptOutcome EndPrompt(const PromptRequest& request, PromptAnswer answer) {
  const HeldDirectory held(request.root.path());
  PromptOutcome outcome;
  PromptState state = PromptState::kFailed;
  if (answer == PromptAnswer::kNo) {
    // The user may have consented elsewhere while this question was open. The last word counts.
    if (DecideMode(request.root, request.collector).mode == Mode::kOn) {
      outcome.problem = WriteMode(request, Mode::kLocal);
      if (outcome.problem.empty()) ForgetConsent(DirOf(request));
    }
    state = PromptState::kNo;
  }
  if (answer == PromptAnswer::kYes) {
    outcome = Consent(request);
    state = PromptState::kYes;
  }
  KeepAnswer(request, state);
  return outcome;
}

int ForgetPrompt(const TelemetryDir& dir) {
  const HeldDirectory held(dir.path());
  const PromptLock lock(dir);
  const std::string path = PromptRecordPath(dir);
  const At at(path);
  return unlinkat(at.directory(), at.name(), 0) == 0 || errno == ENOENT ? 0 : errno;
}

std::string PromptRecordPath(const TelemetryDir& dir) {
  return config_internal::PromptRecordPath(dir);
}

std::string GoplsPromptPath(absl::string_view xdg_config_home, absl::string_view home) {
  constexpr absl::string_view kBelow = "/gopls/prompt/telemetry";
  // A relative $XDG_CONFIG_HOME is invalid, as the XDG specification says.
  if (!xdg_config_home.empty() && xdg_config_home.front() == '/') {
    return Concat(xdg_config_home, kBelow);
  }
  return home.empty() ? "" : Concat(home, "/.config", kBelow);
}

}  // namespace telemetry
