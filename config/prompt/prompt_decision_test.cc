#include "config/prompt/prompt_decision.h"

#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <utility>

#include "config/mode.h"
#include "config/prompt/prompt_record.h"
#include "gtest/gtest.h"

namespace telemetry {

std::ostream& operator<<(std::ostream& out, PromptReason reason) {
  return out << std::string(PromptReasonText(reason));
}

namespace {

using Action = PromptAction;
using Reason = PromptReason;
using State = PromptState;

constexpr int64_t kDay = 24 * 60 * 60;
constexpr int64_t kNow = 1'800'000'000;

ModeDecision Decided(Mode mode, ModeRule rule) {
  ModeDecision decision;
  decision.mode = mode;
  decision.rule = rule;
  return decision;
}

// Inputs with nothing against asking.
PromptInputs Inputs() {
  PromptInputs inputs;
  inputs.decision = Decided(Mode::kLocal, ModeRule::kDefault);
  inputs.record = {.state = State::kNotReady,
                   .attempts = 0,
                   .created_unix_seconds = kNow - 8 * kDay,
                   .token = 1,
                   .written_unix_seconds = kNow - 8 * kDay};
  inputs.now_unix_seconds = kNow;
  inputs.random = 499;
  return inputs;
}

Reason ReasonOf(const PromptInputs& inputs, const PromptPolicy& policy = {}) {
  return DecidePrompt(inputs, policy).reason;
}

TEST(PromptDecisionTest, AsksAndCountsTheAttempt) {
  const PromptDecision decision = DecidePrompt(Inputs(), {});
  EXPECT_EQ(decision.action, Action::kAsk);
  EXPECT_EQ(decision.reason, Reason::kMayAsk);
  PromptRecord expected = Inputs().record;
  expected.state = State::kPending;
  expected.attempts = 1;
  expected.written_unix_seconds = kNow;
  EXPECT_EQ(decision.record, expected);
}

// Everything that can be the case, combined: 6 states x 5 attempts x 4 ages x 4 times of the last
// attempt x 14 modes x 3 switches x gopls x window x unreadable x 3 policies. What must come out is
// said a second time, as a list of what must hold, not as steps.
struct Case {
  PromptInputs inputs;
  PromptPolicy policy;
};

bool MustBeSilent(const PromptInputs& inputs) {
  return !(inputs.decision.mode == Mode::kLocal && inputs.decision.rule == ModeRule::kDefault) ||
         inputs.editor == EditorTelemetry::kOff || !inputs.has_window || inputs.gopls_was_told_no ||
         inputs.record_unreadable;
}

bool IsAnswered(const PromptInputs& inputs) {
  return inputs.record.state == State::kYes || inputs.record.state == State::kNo;
}

bool MayAsk(const Case& c) {
  const PromptRecord& record = c.inputs.record;
  const bool is_new = record.state == State::kNone;
  // A user without a record gets token 500 here and begins the days of grace.
  const int token = is_new ? 500 : record.token;
  const bool old_enough = is_new
                              ? c.policy.days_of_grace < 0
                              : kNow - record.created_unix_seconds > c.policy.days_of_grace * kDay;
  const bool rested = record.attempts == 0 || is_new ||
                      kNow - record.written_unix_seconds > c.policy.days_between_attempts * kDay;
  return !MustBeSilent(c.inputs) && !IsAnswered(c.inputs) &&
         record.attempts < c.policy.most_attempts && token <= c.policy.per_mille_asked &&
         old_enough && rested;
}

void Check(const Case& c) {
  const PromptDecision decision = DecidePrompt(c.inputs, c.policy);
  const PromptRecord& before = c.inputs.record;
  ASSERT_EQ(decision.action == Action::kAsk, MayAsk(c)) << decision.reason;
  switch (decision.action) {
    case Action::kNothing:
      ASSERT_EQ(decision.record, before);
      break;
    case Action::kRemember:
      ASSERT_FALSE(MustBeSilent(c.inputs));
      ASSERT_EQ(before.state, State::kNone);
      ASSERT_EQ(decision.record.state, State::kNotReady);
      ASSERT_EQ(decision.record.attempts, 0);
      break;
    case Action::kAsk:
      ASSERT_EQ(decision.record.state, State::kPending);
      ASSERT_EQ(decision.record.attempts, before.attempts + 1);
      ASSERT_EQ(decision.record.written_unix_seconds, kNow);
      ASSERT_EQ(decision.record.token, before.token);
      break;
  }
  ASSERT_EQ(decision.reason == Reason::kMayAsk, decision.action == Action::kAsk);
  ASSERT_EQ(ReasonToEndQuestion(c.inputs).has_value(),
            MustBeSilent(c.inputs) || IsAnswered(c.inputs));
}

const std::pair<Mode, ModeRule> kModes[] = {
    {Mode::kOff, ModeRule::kBuiltWithout},       {Mode::kOff, ModeRule::kPolicy},
    {Mode::kLocal, ModeRule::kPolicy},           {Mode::kOff, ModeRule::kEnvironment},
    {Mode::kLocal, ModeRule::kEnvironment},      {Mode::kLocal, ModeRule::kCi},
    {Mode::kOff, ModeRule::kNoDirectory},        {Mode::kOff, ModeRule::kOffForAll},
    {Mode::kOff, ModeRule::kForeignDirectory},   {Mode::kLocal, ModeRule::kDoubtfulConsent},
    {Mode::kOff, ModeRule::kUnreadableModeFile}, {Mode::kOn, ModeRule::kModeFile},
    {Mode::kLocal, ModeRule::kModeFile},         {Mode::kLocal, ModeRule::kDefault}};

const PromptPolicy kPolicies[] = {
    {},
    {.per_mille_asked = 1000, .days_of_grace = 0, .most_attempts = 5, .days_between_attempts = 0},
    {.per_mille_asked = 0}};

void CheckAllOfMode(Case c) {
  for (const State state :
       {State::kNone, State::kNotReady, State::kPending, State::kFailed, State::kYes, State::kNo}) {
    for (const int attempts : {0, 1, 2, 3, 5}) {
      for (const int token : {1, 10, 11, 1000}) {
        for (const int64_t age_days : {0, 7, 8, 400}) {
          for (const int64_t rest_days : {0, 30, 31, 400}) {
            // As there can be: a file that is not understood has no fields.
            c.inputs.record = {.state = state, .written_unix_seconds = kNow - rest_days * kDay};
            if (state != State::kNone) {
              c.inputs.record.attempts = attempts;
              c.inputs.record.token = token;
              c.inputs.record.created_unix_seconds = kNow - age_days * kDay;
            }
            Check(c);
          }
        }
      }
    }
  }
}

TEST(PromptDecisionTest, HoldsInEveryCombination) {
  for (const auto& [mode, rule] : kModes) {
    for (const EditorTelemetry editor :
         {EditorTelemetry::kUnknown, EditorTelemetry::kOn, EditorTelemetry::kOff}) {
      for (int bits = 0; bits < 8; ++bits) {
        for (const PromptPolicy& policy : kPolicies) {
          PromptInputs inputs = Inputs();
          inputs.decision = Decided(mode, rule);
          inputs.editor = editor;
          inputs.gopls_was_told_no = (bits & 1) != 0;
          inputs.has_window = (bits & 2) == 0;
          inputs.record_unreadable = (bits & 4) != 0;
          CheckAllOfMode({inputs, policy});
          if (HasFatalFailure()) return;
        }
      }
    }
  }
}

TEST(PromptDecisionTest, NamesTheReason) {
  PromptInputs inputs = Inputs();
  inputs.decision = Decided(Mode::kOn, ModeRule::kModeFile);
  EXPECT_EQ(ReasonOf(inputs), Reason::kConsented);
  inputs.decision = Decided(Mode::kLocal, ModeRule::kCi);
  EXPECT_EQ(ReasonOf(inputs), Reason::kRestricted);
  inputs = Inputs();
  inputs.editor = EditorTelemetry::kOff;
  EXPECT_EQ(ReasonOf(inputs), Reason::kEditorOff);
  inputs = Inputs();
  inputs.has_window = false;
  EXPECT_EQ(ReasonOf(inputs), Reason::kNoWindow);
  inputs = Inputs();
  inputs.gopls_was_told_no = true;
  EXPECT_EQ(ReasonOf(inputs), Reason::kDeclinedGopls);
  inputs = Inputs();
  inputs.record_unreadable = true;
  EXPECT_EQ(ReasonOf(inputs), Reason::kUnreadableRecord);
  inputs = Inputs();
  inputs.record.state = State::kNo;
  EXPECT_EQ(ReasonOf(inputs), Reason::kAnswered);
  inputs = Inputs();
  inputs.record.attempts = 3;
  EXPECT_EQ(ReasonOf(inputs), Reason::kAttemptsUsedUp);
  inputs = Inputs();
  inputs.record.token = 11;
  EXPECT_EQ(ReasonOf(inputs), Reason::kNotDrawn);
  inputs = Inputs();
  inputs.record.created_unix_seconds = kNow - 7 * kDay;
  EXPECT_EQ(ReasonOf(inputs), Reason::kGrace);
  inputs = Inputs();
  inputs.record.attempts = 1;
  EXPECT_EQ(ReasonOf(inputs), Reason::kAskedRecently);
}

// The user's own `local` is an answer, unlike the mode that nobody has set.
TEST(PromptDecisionTest, DoesNotAskWhoHasChosenLocal) {
  PromptInputs inputs = Inputs();
  inputs.decision = Decided(Mode::kLocal, ModeRule::kModeFile);
  EXPECT_EQ(ReasonOf(inputs), Reason::kRestricted);
}

TEST(PromptDecisionTest, BeginsTheDaysOfGraceAtTheFirstLook) {
  PromptInputs inputs = Inputs();
  inputs.record = {};
  const PromptDecision decision = DecidePrompt(inputs, {.per_mille_asked = 1000});
  EXPECT_EQ(decision.action, Action::kRemember);
  EXPECT_EQ(decision.reason, Reason::kGrace);
  EXPECT_EQ(FormatPromptRecord(decision.record), "- 0 1800000000 500");
}

TEST(PromptDecisionTest, DrawsTokensFrom1To1000) {
  PromptInputs inputs = Inputs();
  inputs.record = {};
  const auto token = [&](uint32_t random) {
    inputs.random = random;
    return DecidePrompt(inputs, {}).record.token;
  };
  EXPECT_EQ(token(0), 1);
  EXPECT_EQ(token(999), 1000);
  EXPECT_EQ(token(1000), 1);
  EXPECT_EQ(token(4'294'967'295), 296);
}

TEST(PromptDecisionTest, TakesWhatTheEditorKnowsOfTheUserIfTheRecordDoesNot) {
  PromptInputs inputs = Inputs();
  inputs.record = {};
  inputs.seed_token = 7;
  inputs.seed_created_unix_seconds = kNow - 100 * kDay;
  EXPECT_EQ(FormatPromptRecord(DecidePrompt(inputs, {}).record), "pending 1 1791360000 7");
  inputs.record = Inputs().record;
  inputs.record.created_unix_seconds = kNow - kDay;
  EXPECT_EQ(ReasonOf(inputs), Reason::kGrace);
  inputs.record = {};
  inputs.seed_token = 1001;
  EXPECT_EQ(DecidePrompt(inputs, {}).record.token, 500);
}

TEST(PromptDecisionTest, CompletesARecordOfOlderGopls) {
  PromptInputs inputs = Inputs();
  inputs.record = ParsePromptRecord("failed 1");
  inputs.record.written_unix_seconds = kNow - 90 * kDay;
  const PromptDecision decision = DecidePrompt(inputs, {.per_mille_asked = 1000});
  EXPECT_EQ(decision.action, Action::kRemember);
  EXPECT_EQ(FormatPromptRecord(decision.record), "failed 1 1800000000 500");
  // The last attempt stays as long ago as it was.
  EXPECT_EQ(decision.record.written_unix_seconds, kNow - 90 * kDay);
}

TEST(PromptDecisionTest, DoesNotAskIfAClockWasWrong) {
  PromptInputs inputs = Inputs();
  inputs.record.created_unix_seconds = kNow + kDay;
  EXPECT_EQ(ReasonOf(inputs), Reason::kGrace);
  inputs = Inputs();
  inputs.record.attempts = 1;
  inputs.record.written_unix_seconds = kNow + 400 * kDay;
  EXPECT_EQ(ReasonOf(inputs), Reason::kAskedRecently);
}

// gopls' own matrix: what it does with these files, modes and users. It asks at most five times,
// does not wait between two attempts, and there the token, the start and the share are as given.
struct GoplsCase {
  const char* file;
  const char* record;  // what is in the file while the question is open, or else afterwards
  bool asks;
};

PromptDecision AsGopls(const char* file, int share, int64_t start, int token) {
  PromptInputs inputs = Inputs();
  inputs.record = ParsePromptRecord(file);
  inputs.record.written_unix_seconds = 1;
  inputs.seed_created_unix_seconds = start;
  inputs.seed_token = token;
  return DecidePrompt(inputs, {.per_mille_asked = share,
                               .days_of_grace = 7,
                               .most_attempts = 5,
                               .days_between_attempts = 0});
}

TEST(PromptDecisionTest, DoesWithFilesWhatGoplsDoes) {
  for (const GoplsCase& c :
       {GoplsCase{"", "pending 1 1714521600 7", true},
        GoplsCase{"pending", "pending 1 1714521600 7", true},
        GoplsCase{"pending 1", "pending 2 1714521600 7", true},
        GoplsCase{"failed 1", "pending 2 1714521600 7", true},
        GoplsCase{"yes 1", "yes 1 0 0", false},
        GoplsCase{"- 0 1714521600 1000", "- 0 1714521600 1000", false},
        GoplsCase{"pending 1 1714521600 1", "pending 2 1714521600 1", true},
        GoplsCase{"failed 2 1714521600 1", "pending 3 1714521600 1", true},
        GoplsCase{"xxx 0 12345 678", "pending 1 1714521600 7", true},
        GoplsCase{"- 0 1714521600 1000 7777 xxx", "- 0 1714521600 1000", false}}) {
    SCOPED_TRACE(c.file);
    const PromptDecision decision = AsGopls(c.file, 500, 1714521600, 7);
    EXPECT_EQ(decision.action == Action::kAsk, c.asks);
    EXPECT_EQ(FormatPromptRecord(decision.record), c.record);
  }
}

TEST(PromptDecisionTest, DrawsAndWaitsAsGoplsDoes) {
  for (const int token : {1, 50, 51}) {
    for (const int days : {8, 1, 0}) {
      const int64_t start = days == 0 ? 0 : kNow - days * kDay;
      EXPECT_EQ(AsGopls("", 50, start, token).action == Action::kAsk, token <= 50 && days > 7)
          << token << " " << days;
    }
  }
}

TEST(PromptDecisionTest, GivesUpWhenGoplsDoes) {
  std::string file;
  for (int attempt = 1; attempt <= 5; ++attempt) {
    const PromptDecision decision = AsGopls(file.c_str(), 10, kNow - 30 * kDay, 1);
    ASSERT_EQ(decision.action, Action::kAsk) << attempt;
    ASSERT_EQ(decision.record.attempts, attempt);
    file = FormatPromptRecord(decision.record);
  }
  EXPECT_EQ(AsGopls(file.c_str(), 10, kNow - 30 * kDay, 1).reason, Reason::kAttemptsUsedUp);
}

// gopls asks in the modes "" and `local`, not in `on` and `off`. Here `local` is different: who has
// said it has answered (DoesNotAskWhoHasChosenLocal).
TEST(PromptDecisionTest, AsksInTheModeInWhichGoplsDoes) {
  for (const auto& [mode, rule] : kModes) {
    PromptInputs inputs = Inputs();
    inputs.decision = Decided(mode, rule);
    EXPECT_EQ(DecidePrompt(inputs, {}).action == Action::kAsk, rule == ModeRule::kDefault);
  }
}

}  // namespace
}  // namespace telemetry
