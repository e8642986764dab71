// A year of 10,000 users with one to five editors each, who answer, dismiss, forget, lose their
// homes and have editors killed: what must hold for each of them, and how many are asked.

#include <cstdint>
#include <optional>
#include <random>
#include <set>
#include <vector>

#include "config/mode.h"
#include "config/prompt/prompt_decision.h"
#include "config/prompt/prompt_record.h"
#include "gtest/gtest.h"

namespace telemetry {
namespace {

constexpr int kUsers = 10'000;
constexpr int kDays = 365;
constexpr int64_t kDay = 24 * 60 * 60;
constexpr int64_t kStart = 1'800'000'000;

// What a user does with a question.
enum class Habit { kSaysYes, kSaysNo, kDismisses, kForgets, kIsKilled };

struct OpenQuestion {
  int64_t answered_at;
  bool yes;
  bool dismissed;
};

struct User {
  Habit habit = Habit::kForgets;
  std::vector<EditorTelemetry> editors;
  double starts_per_day = 1;  // of each editor
  int days_until_answer = 0;
  int gopls_no_on_day = kDays;
  bool new_home_each_day = false;
  PromptRecord record;  // on disk
  bool consented = false;
  std::vector<OpenQuestion> open;
  // What happened.
  std::vector<int64_t> asked_at;
  std::optional<int64_t> said_no_at;
  std::optional<int64_t> said_yes_at;
};

class Simulation {
 public:
  explicit Simulation(const PromptPolicy& policy) : policy_(policy) {
    for (int i = 0; i < kUsers; ++i) users_.push_back(NewUser());
  }

  void Run() {
    for (User& user : users_) {
      for (int day = 0; day < kDays; ++day) LiveThroughDay(user, day);
    }
  }

  const std::vector<User>& users() const { return users_; }

  int AskedUsers() const {
    int asked = 0;
    for (const User& user : users_) asked += user.asked_at.empty() ? 0 : 1;
    return asked;
  }

 private:
  int Random(int below) { return static_cast<int>(random_() % static_cast<uint32_t>(below)); }
  bool Happens(double probability) { return random_() < probability * 4294967296.0; }

  User NewUser() {
    User user;
    user.habit = static_cast<Habit>(Random(5));
    for (int i = 1 + Random(5); i > 0; --i) {
      user.editors.push_back(Happens(0.1) ? EditorTelemetry::kOff : EditorTelemetry::kUnknown);
    }
    user.starts_per_day = Happens(0.5) ? 1 : 0.1;
    user.days_until_answer = Happens(0.7) ? 0 : Random(100);
    if (Happens(0.1)) user.gopls_no_on_day = Random(kDays);
    user.new_home_each_day = Happens(0.05);
    return user;
  }

  void LiveThroughDay(User& user, int day) {
    if (user.new_home_each_day) user.record = {};
    int64_t now = kStart + day * kDay;
    for (const EditorTelemetry editor : user.editors) {
      for (double left = user.starts_per_day; left > 0; left -= 1) {
        if (Happens(left)) StartEditor(user, editor, now, day >= user.gopls_no_on_day);
        // Two editors can start in the same second; the lock puts them in some order.
        now += Random(600);
      }
    }
    Answer(user, now + 1);
  }

  void StartEditor(User& user, EditorTelemetry editor, int64_t now, bool gopls_was_told_no) {
    PromptInputs inputs;
    inputs.decision.mode = user.consented ? Mode::kOn : Mode::kLocal;
    inputs.decision.rule = user.consented ? ModeRule::kModeFile : ModeRule::kDefault;
    inputs.record = user.record;
    inputs.gopls_was_told_no = gopls_was_told_no;
    inputs.editor = editor;
    inputs.now_unix_seconds = now;
    inputs.random = static_cast<uint32_t>(random_());
    const PromptDecision decision = DecidePrompt(inputs, policy_);
    if (decision.action == PromptAction::kNothing) return;
    user.record = decision.record;
    if (decision.action == PromptAction::kRemember) return;
    ASSERT_FALSE(gopls_was_told_no);
    ASSERT_NE(editor, EditorTelemetry::kOff);
    ASSERT_FALSE(user.new_home_each_day);
    user.asked_at.push_back(now);
    if (user.habit == Habit::kForgets || user.habit == Habit::kIsKilled) return;
    user.open.push_back({.answered_at = now + user.days_until_answer * kDay,
                         .yes = user.habit == Habit::kSaysYes,
                         .dismissed = user.habit == Habit::kDismisses});
  }

  // As EndPrompt() does, for the questions whose answers come by now.
  void Answer(User& user, int64_t now) {
    std::vector<OpenQuestion> still_open;
    for (const OpenQuestion& question : user.open) {
      if (question.answered_at > now) {
        still_open.push_back(question);
        continue;
      }
      const bool answered =
          user.record.state == PromptState::kYes || user.record.state == PromptState::kNo;
      if (question.dismissed) {
        if (!answered) user.record.state = PromptState::kFailed;
      } else {
        user.record.state = question.yes ? PromptState::kYes : PromptState::kNo;
        user.consented = question.yes;
        (question.yes ? user.said_yes_at : user.said_no_at) = now;
      }
      user.record.written_unix_seconds = now;
    }
    user.open = still_open;
  }

  const PromptPolicy policy_;
  std::mt19937 random_{20261130};
  std::vector<User> users_;
};

void ExpectNoUserIsBothered(const Simulation& simulation, const PromptPolicy& policy) {
  for (const User& user : simulation.users()) {
    ASSERT_LE(user.asked_at.size(), static_cast<size_t>(policy.most_attempts));
    for (size_t i = 0; i < user.asked_at.size(); ++i) {
      const int64_t at = user.asked_at[i];
      ASSERT_GT(at, kStart + policy.days_of_grace * kDay);
      if (i > 0) {
        ASSERT_GT(at, user.asked_at[i - 1] + policy.days_between_attempts * kDay);
      }
      if (user.said_no_at.has_value()) {
        ASSERT_LT(at, *user.said_no_at) << "asked after a no";
      }
      if (user.said_yes_at.has_value()) {
        ASSERT_LT(at, *user.said_yes_at) << "asked after a yes";
      }
    }
  }
}

TEST(PromptSimulationTest, AsksOneInAHundredUsersByDefault) {
  Simulation simulation({});
  simulation.Run();
  ExpectNoUserIsBothered(simulation, {});
  // 100 of 10,000, less those who are never asked: in new homes, or who said no to gopls before.
  EXPECT_GT(simulation.AskedUsers(), 60);
  EXPECT_LT(simulation.AskedUsers(), 125);
}

TEST(PromptSimulationTest, BothersNobodyEvenIfAllAreAsked) {
  const PromptPolicy everyone{.per_mille_asked = 1000};
  Simulation simulation(everyone);
  simulation.Run();
  ExpectNoUserIsBothered(simulation, everyone);
  EXPECT_GT(simulation.AskedUsers(), 8'000);
  // All that can be the case was the case.
  std::set<size_t> attempts;
  int no = 0;
  for (const User& user : simulation.users()) {
    attempts.insert(user.asked_at.size());
    no += user.said_no_at.has_value() ? 1 : 0;
  }
  EXPECT_EQ(attempts, (std::set<size_t>{0, 1, 2, 3}));
  EXPECT_GT(no, 1'000);
}

TEST(PromptSimulationTest, KeepsToTheBudgetOfTheAuthor) {
  const PromptPolicy once{.per_mille_asked = 500, .days_of_grace = 30, .most_attempts = 1};
  Simulation simulation(once);
  simulation.Run();
  ExpectNoUserIsBothered(simulation, once);
  EXPECT_GT(simulation.AskedUsers(), 4'000);
  EXPECT_LT(simulation.AskedUsers(), 5'000);
}

}  // namespace
}  // namespace telemetry
