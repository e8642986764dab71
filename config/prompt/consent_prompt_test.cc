#include "config/prompt/consent_prompt.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "storage/host_port.h"
#include "storage/telemetry_dir.h"
#include "storage/telemetry_root.h"
#include "tests/util/child_process.h"
#include "tests/util/file_permissions.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

using Action = PromptAction;
using Reason = PromptReason;

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

class ConsentPromptTest : public testing::Test {
 protected:
  ConsentPromptTest() {
    for (const char* name : {"GOTELEMETRY", "DO_NOT_TRACK", "CI", "GITHUB_ACTIONS", "GITLAB_CI",
                             "BUILDKITE", kPromptTokenVariable, kPromptStartTimeVariable}) {
      unsetenv(name);
    }
    setenv("XDG_CONFIG_HOME", home_.path().c_str(), 1);
  }

  PromptRequest Request() const {
    return {.root = TelemetryRoot(home_.path() + "/go/telemetry"),
            .collector = *ParseCollector("telemetry.example.com"),
            .now = kNow,
            .random = 4};
  }

  TelemetryDir dir() const { return Request().root.collector(Request().collector); }
  std::string record_path() const { return PromptRecordPath(dir()); }

  void Write(const std::string& path, const std::string& text) const {
    ASSERT_EQ(std::system(("mkdir -p '" + path.substr(0, path.rfind('/')) + "'").c_str()), 0);
    std::ofstream(path) << text;
  }

  std::string Read(const std::string& path) const {
    std::ifstream file(path);
    if (!file.is_open()) return "(none)";
    return {std::istreambuf_iterator<char>(file), {}};
  }

  // A record that nothing is against.
  void WriteRipeRecord() const { Write(record_path(), "- 0 1714521600 5"); }

  bool IsEmpty() const {
    return std::system(("test -z \"$(ls -A '" + home_.path() + "')\"").c_str()) == 0;
  }

  const TempDir home_;
};

TEST_F(ConsentPromptTest, RemembersTheFirstLookAndAsksAfterTheDaysOfGrace) {
  PromptRequest request = Request();
  EXPECT_EQ(BeginPrompt(request).reason, Reason::kGrace);
  EXPECT_EQ(Read(record_path()), "- 0 1800000000 5");
  request.now = kNow + absl::Hours(8 * 24);
  EXPECT_EQ(BeginPrompt(request).action, Action::kAsk);
  EXPECT_EQ(Read(record_path()), "pending 1 1800000000 5");
  EXPECT_EQ(Read(dir().mode_path()), "(none)");
}

TEST_F(ConsentPromptTest, KeepsTheRecordForTheUserAlone) {
  BeginPrompt(Request());
  struct stat info;
  ASSERT_EQ(stat(record_path().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777u, 0600u);
  ASSERT_EQ(stat(dir().path().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777u, 0700u);
  EXPECT_NE(access((record_path() + ".lock").c_str(), F_OK), 0);
}

TEST_F(ConsentPromptTest, AYesIsConsentToThisCollectorAlone) {
  WriteRipeRecord();
  ASSERT_EQ(BeginPrompt(Request()).action, Action::kAsk);
  const PromptOutcome outcome = EndPrompt(Request(), PromptAnswer::kYes);
  EXPECT_TRUE(outcome.consented) << outcome.problem;
  EXPECT_EQ(outcome.problem, "");
  EXPECT_EQ(Read(dir().mode_path()), "on 2027-01-15");
  EXPECT_EQ(Read(record_path()), "yes 1 1714521600 5");
  EXPECT_EQ(Read(Request().root.go().mode_path()), "(none)");
  EXPECT_EQ(BeginPrompt(Request()).reason, Reason::kConsented);
}

TEST_F(ConsentPromptTest, ANoIsForever) {
  WriteRipeRecord();
  ASSERT_EQ(BeginPrompt(Request()).action, Action::kAsk);
  EXPECT_FALSE(EndPrompt(Request(), PromptAnswer::kNo).consented);
  EXPECT_EQ(Read(record_path()), "no 1 1714521600 5");
  EXPECT_EQ(Read(dir().mode_path()), "(none)");
  PromptRequest later = Request();
  later.now = kNow + absl::Hours(24 * 365 * 20);
  EXPECT_EQ(BeginPrompt(later).reason, Reason::kAnswered);
}

TEST_F(ConsentPromptTest, AsksAgainThirtyDaysAfterADismissal) {
  WriteRipeRecord();
  PromptRequest request = Request();
  for (int attempt = 1; attempt <= 3; ++attempt) {
    ASSERT_EQ(BeginPrompt(request).action, Action::kAsk) << attempt;
    EndPrompt(request, PromptAnswer::kDismissed);
    EXPECT_EQ(Read(record_path()), "failed " + std::to_string(attempt) + " 1714521600 5");
    request.now = *request.now + absl::Hours(30 * 24);
    const Reason reason = BeginPrompt(request).reason;
    EXPECT_EQ(reason, attempt < 3 ? Reason::kAskedRecently : Reason::kAttemptsUsedUp);
    request.now = *request.now + absl::Seconds(1);
  }
  EXPECT_EQ(BeginPrompt(request).reason, Reason::kAttemptsUsedUp);
}

TEST_F(ConsentPromptTest, AnAnswerCountsWheneverItComes) {
  WriteRipeRecord();
  ASSERT_EQ(BeginPrompt(Request()).action, Action::kAsk);
  PromptRequest later = Request();
  later.now = kNow + absl::Hours(24 * 90);
  EXPECT_TRUE(EndPrompt(later, PromptAnswer::kYes).consented);
  EXPECT_EQ(Read(dir().mode_path()), "on 2027-04-15");
}

TEST_F(ConsentPromptTest, ADismissalDoesNotUndoAnAnswerGivenElsewhere) {
  WriteRipeRecord();
  ASSERT_EQ(BeginPrompt(Request()).action, Action::kAsk);
  EndPrompt(Request(), PromptAnswer::kNo);
  EndPrompt(Request(), PromptAnswer::kDismissed);
  EXPECT_EQ(Read(record_path()), "no 1 1714521600 5");
}

TEST_F(ConsentPromptTest, ANoWithdrawsAConsentGivenWhileTheQuestionWasOpen) {
  WriteRipeRecord();
  ASSERT_EQ(BeginPrompt(Request()).action, Action::kAsk);
  EndPrompt(Request(), PromptAnswer::kYes);
  Write(dir().upload_config_path(), "what the collector approves");
  EndPrompt(Request(), PromptAnswer::kNo);
  EXPECT_EQ(Read(dir().mode_path()), "local 2027-01-15");
  EXPECT_EQ(Read(dir().upload_config_path()), "(none)")
      << "a later consent is to what is seen then";
  EXPECT_EQ(Read(record_path()), "no 1 1714521600 5");
}

TEST_F(ConsentPromptTest, AYesDoesNotUndoWhatForbidsItMeanwhile) {
  WriteRipeRecord();
  ASSERT_EQ(BeginPrompt(Request()).action, Action::kAsk);
  Write(dir().mode_path(), "local 2027-01-14");
  const PromptOutcome outcome = EndPrompt(Request(), PromptAnswer::kYes);
  EXPECT_FALSE(outcome.consented);
  EXPECT_EQ(outcome.problem, "mode file, " + dir().mode_path() + ": telemetry is local");
  EXPECT_EQ(Read(dir().mode_path()), "local 2027-01-14");
  setenv("DO_NOT_TRACK", "1", 1);
  EXPECT_FALSE(EndPrompt(Request(), PromptAnswer::kYes).consented);
  unsetenv("DO_NOT_TRACK");
}

TEST_F(ConsentPromptTest, LeavesNoTraceWhereThereIsReasonForSilence) {
  PromptRequest request = Request();
  request.editor = EditorTelemetry::kOff;
  EXPECT_EQ(BeginPrompt(request).reason, Reason::kEditorOff);
  request = Request();
  request.has_window = false;
  EXPECT_EQ(BeginPrompt(request).reason, Reason::kNoWindow);
  for (const char* variable : {"CI", "DO_NOT_TRACK"}) {
    setenv(variable, "true", 1);
    EXPECT_EQ(BeginPrompt(Request()).reason, Reason::kRestricted) << variable;
    unsetenv(variable);
  }
  EXPECT_TRUE(IsEmpty());
  request.root = TelemetryRoot("");
  EXPECT_EQ(BeginPrompt(request).reason, Reason::kRestricted);
}

TEST_F(ConsentPromptTest, ANoToGoplsIsANo) {
  WriteRipeRecord();
  const std::string gopls = home_.path() + "/gopls/prompt/telemetry";
  for (const char* record : {"no 1", "no 1 1714521600 7", "no 1\n"}) {
    Write(gopls, record);
    EXPECT_EQ(BeginPrompt(Request()).reason, Reason::kDeclinedGopls) << record;
    EXPECT_EQ(Read(gopls), record);
  }
  // Of one that cannot be read, nothing else is known.
  ASSERT_EQ(unlink(gopls.c_str()), 0);
  ASSERT_EQ(mkdir(gopls.c_str(), 0700), 0);
  EXPECT_EQ(BeginPrompt(Request()).reason, Reason::kDeclinedGopls);
}

TEST_F(ConsentPromptTest, AYesToGoplsIsNoConsentAndNoReasonNotToAsk) {
  WriteRipeRecord();
  const std::string gopls = home_.path() + "/gopls/prompt/telemetry";
  Write(gopls, "yes 1 1714521600 7");
  EXPECT_EQ(BeginPrompt(Request()).action, Action::kAsk);
  EXPECT_EQ(Read(gopls), "yes 1 1714521600 7");
  EXPECT_EQ(Read(dir().mode_path()), "(none)");
}

TEST_F(ConsentPromptTest, KnowsWhereGoplsKeepsItsRecord) {
  EXPECT_EQ(GoplsPromptPath("/x", "/home/u"), "/x/gopls/prompt/telemetry");
  EXPECT_EQ(GoplsPromptPath("", "/home/u"), "/home/u/.config/gopls/prompt/telemetry");
  EXPECT_EQ(GoplsPromptPath("relative", "/home/u"), "/home/u/.config/gopls/prompt/telemetry");
  EXPECT_EQ(GoplsPromptPath("", ""), "");
}

TEST_F(ConsentPromptTest, AnEditorCanSayHowLongItKnowsTheUser) {
  setenv(kPromptTokenVariable, "3", 1);
  setenv(kPromptStartTimeVariable, "1714521600", 1);
  EXPECT_EQ(BeginPrompt(Request()).action, Action::kAsk);
  EXPECT_EQ(Read(record_path()), "pending 1 1714521600 3");
}

TEST_F(ConsentPromptTest, IgnoresWhatAnEditorCannotMean) {
  for (const char* nonsense : {"", "0", "-1", "1001", "x", "7x", "99999999999999999999"}) {
    setenv(kPromptTokenVariable, nonsense, 1);
    setenv(kPromptStartTimeVariable, "-1", 1);
    const PromptInputs inputs = ReadPromptInputs(Request());
    EXPECT_EQ(inputs.seed_token, 0) << nonsense;
    EXPECT_EQ(inputs.seed_created_unix_seconds, 0);
  }
}

TEST_F(ConsentPromptTest, AsksNobodyWhereNothingCanBeWritten) {
  WriteRipeRecord();
  EXPECT_EQ(RunInChild([&] {
              RespectFilePermissions();
              chmod(dir().path().c_str(), 0500);
              const PromptDecision decision = BeginPrompt(Request());
              if (decision.action != Action::kNothing ||
                  decision.reason != Reason::kUnwritableRecord ||
                  FormatPromptRecord(decision.record) != "- 0 1714521600 5") {
                abort();
              }
            }),
            0);
  chmod(dir().path().c_str(), 0700);
  EXPECT_EQ(Read(record_path()), "- 0 1714521600 5");
}

TEST_F(ConsentPromptTest, AsksNobodyIfTheRecordCannotBeRead) {
  ASSERT_EQ(std::system(("mkdir -p '" + record_path() + "'").c_str()), 0);
  EXPECT_EQ(BeginPrompt(Request()).reason, Reason::kUnreadableRecord);
}

TEST_F(ConsentPromptTest, OfManyProcessesAtOnceOneAsks) {
  for (int round = 0; round < 10; ++round) {
    WriteRipeRecord();
    std::vector<pid_t> processes;
    for (int i = 0; i < 16; ++i) {
      const pid_t process = fork();
      if (process == 0) _exit(BeginPrompt(Request()).action == Action::kAsk ? 1 : 0);
      processes.push_back(process);
    }
    int asked = 0;
    for (const pid_t process : processes) {
      int status = 0;
      ASSERT_EQ(waitpid(process, &status, 0), process);
      ASSERT_TRUE(WIFEXITED(status));
      asked += WEXITSTATUS(status);
    }
    ASSERT_EQ(asked, 1);
    ASSERT_EQ(Read(record_path()), "pending 1 1714521600 5");
  }
}

TEST_F(ConsentPromptTest, DoesNotAskWhileAnotherProcessIsDeciding) {
  WriteRipeRecord();
  const std::string lock = record_path() + ".lock";
  Write(lock, "");
  const int fd = open(lock.c_str(), O_RDWR | O_CLOEXEC);
  ASSERT_EQ(flock(fd, LOCK_EX), 0);
  const PromptDecision decision = BeginPrompt(Request());
  EXPECT_EQ(decision.action, Action::kNothing);
  EXPECT_EQ(decision.reason, Reason::kAskedElsewhere);
  // Nothing was written, so nothing has changed.
  EXPECT_EQ(FormatPromptRecord(decision.record), "- 0 1714521600 5");
  close(fd);
  // A file that a killed process left behind holds nobody up.
  EXPECT_EQ(BeginPrompt(Request()).action, Action::kAsk);
}

TEST_F(ConsentPromptTest, AnAnswerIsKeptAlthoughAnotherProcessHoldsTheLock) {
  WriteRipeRecord();
  ASSERT_EQ(BeginPrompt(Request()).action, Action::kAsk);
  const std::string lock = record_path() + ".lock";
  Write(lock, "");
  const int fd = open(lock.c_str(), O_RDWR | O_CLOEXEC);
  ASSERT_EQ(flock(fd, LOCK_EX), 0);
  EndPrompt(Request(), PromptAnswer::kNo);
  EXPECT_EQ(Read(record_path()), "no 1 1714521600 5");
  close(fd);
}

// No new file can be made, which is what a full disk comes to.
TEST_F(ConsentPromptTest, ANoIsKeptWhereNoFileCanBeMade) {
  WriteRipeRecord();
  ASSERT_EQ(BeginPrompt(Request()).action, Action::kAsk);
  EXPECT_EQ(RunInChild([&] {
              RespectFilePermissions();
              chmod(dir().path().c_str(), 0500);
              EndPrompt(Request(), PromptAnswer::kNo);
            }),
            0);
  chmod(dir().path().c_str(), 0700);
  EXPECT_EQ(Read(record_path()), "no 1 1714521600 5");
}

TEST_F(ConsentPromptTest, DoesNotFollowALinkInPlaceOfTheLock) {
  WriteRipeRecord();
  ASSERT_EQ(symlink("elsewhere", (record_path() + ".lock").c_str()), 0);
  const PromptDecision decision = BeginPrompt(Request());
  EXPECT_EQ(decision.reason, Reason::kUnwritableRecord);
  EXPECT_EQ(decision.record.attempts, 0);
  EXPECT_NE(access((dir().path() + "/elsewhere").c_str(), F_OK), 0);
}

TEST_F(ConsentPromptTest, ForgetsWhatWasAsked) {
  WriteRipeRecord();
  ASSERT_EQ(BeginPrompt(Request()).action, Action::kAsk);
  EndPrompt(Request(), PromptAnswer::kNo);
  EXPECT_EQ(ForgetPrompt(dir()), 0);
  EXPECT_EQ(Read(record_path()), "(none)");
  EXPECT_EQ(ForgetPrompt(dir()), 0);
  EXPECT_EQ(BeginPrompt(Request()).reason, Reason::kGrace);
}

}  // namespace
}  // namespace telemetry
