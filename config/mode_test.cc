#include "config/mode.h"

#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <map>
#include <optional>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/directory/directory.h"
#include "storage/host_port.h"
#include "storage/telemetry_dir.h"
#include "storage/telemetry_root.h"
#include "tests/util/child_process.h"
#include "tests/util/file_permissions.h"
#include "tests/util/somebody_else.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

using State = FoundFile::State;

FoundFile Holding(const std::string& path, const std::string& contents) {
  return {State::kRead, path, contents};
}

FoundFile Unreadable(const std::string& path) { return {State::kUnreadable, path, ""}; }

// A machine on which nobody has set anything yet.
class Machine {
 public:
  Machine() { inputs_.collector_mode = FoundFile(); }

  Machine& Policy(const std::string& contents) {
    inputs_.policy = Holding("/etc/policy", contents);
    return *this;
  }
  Machine& ModeFile(const std::string& contents) {
    inputs_.collector_mode = Holding("/home/mode", contents);
    return *this;
  }
  Machine& GoModeFile(const std::string& contents) {
    inputs_.go_mode = Holding("/home/go/mode", contents);
    return *this;
  }
  Machine& Variable(const std::string& name, const std::string& value) {
    inputs_.environment.emplace_back(name, value);
    return *this;
  }
  DecisionInputs& inputs() { return inputs_; }

  ModeDecision Decides() const { return Decide(inputs_); }

  // "MODE by RULE (DETAIL)"
  std::string Says() const {
    const ModeDecision decision = Decides();
    return std::string(ModeName(decision.mode)) + " by " +
           std::string(ModeRuleName(decision.rule)) + " (" + decision.detail + ")";
  }

 private:
  DecisionInputs inputs_;
};

TEST(ModeFileTest, ReadsWhatGoReads) {
  struct Case {
    const char* contents;
    Mode mode;
    const char* consent_day;
  };
  for (const Case& c : {
           Case{"on 2026-11-22", Mode::kOn, "2026-11-22"},
           Case{"on 2026-11-22\n", Mode::kOn, "2026-11-22"},
           Case{" \tlocal\r\n", Mode::kLocal, ""},
           Case{"off", Mode::kOff, ""},
           Case{"off 2024-02-29", Mode::kOff, "2024-02-29"},
           Case{"on 2000-02-29", Mode::kOn, "2000-02-29"},
           // An invalid date: consent without a date.
           Case{"on 2026-02-29", Mode::kOn, ""},
           Case{"on 2100-02-29", Mode::kOn, ""},
           Case{"on 2026-13-01", Mode::kOn, ""},
           Case{"on 2026-04-31", Mode::kOn, ""},
           Case{"on 2026-11-00", Mode::kOn, ""},
           Case{"on 2026-1-1", Mode::kOn, ""},
           Case{"on 2026-11-2x", Mode::kOn, ""},
           Case{"on yesterday", Mode::kOn, ""},
           Case{"on  2026-11-22", Mode::kOn, ""},
           Case{"on 2026-11-22\nlocal", Mode::kOn, ""},
       }) {
    const std::optional<ModeFile> file = ParseModeFile(c.contents);
    ASSERT_TRUE(file.has_value()) << c.contents;
    EXPECT_EQ(file->mode, c.mode) << c.contents;
    EXPECT_EQ(file->consent_day, c.consent_day) << c.contents;
  }
}

TEST(ModeFileTest, UnderstandsNothingElse) {
  for (const std::string contents : {"", "\n", "ON", "yes", "on\t2026-11-22", "on\n2026-11-22",
                                     "offf", "\xef\xbb\xbfoff", "2026-11-22 on"}) {
    EXPECT_FALSE(ParseModeFile(contents).has_value()) << contents;
  }
  EXPECT_FALSE(ParseModeFile(std::string("on\0", 3)).has_value());
}

TEST(PolicyTest, IsOneWordBesideComments) {
  EXPECT_EQ(ParsePolicy("off"), Mode::kOff);
  EXPECT_EQ(ParsePolicy("# decided by operations\n\nlocal # until spring\n"), Mode::kLocal);
  EXPECT_EQ(ParsePolicy("on\n# end"), Mode::kOn);
  for (const char* contents : {"", "# off", "off\nlocal", "disabled", "mode off"}) {
    EXPECT_FALSE(ParsePolicy(contents).has_value()) << contents;
  }
}

TEST(DecideTest, IsLocalWhenNobodySaysAnything) {
  EXPECT_EQ(Machine().Says(), "local by default ()");
}

TEST(DecideTest, FollowsTheModeFile) {
  EXPECT_EQ(Machine().ModeFile("on 2026-11-22").Says(), "on by mode file (/home/mode)");
  EXPECT_EQ(Machine().ModeFile("local").Says(), "local by mode file (/home/mode)");
  EXPECT_EQ(Machine().ModeFile("off").Says(), "off by mode file (/home/mode)");
}

TEST(DecideTest, IsOffWhenTheModeFileIsNotUnderstood) {
  EXPECT_EQ(Machine().ModeFile("").Says(), "off by unreadable mode file (/home/mode)");
  Machine machine;
  machine.inputs().collector_mode = Unreadable("/home/mode");
  EXPECT_EQ(machine.Says(), "off by unreadable mode file (/home/mode)");
}

TEST(DecideTest, IsOffWithoutADirectory) {
  Machine machine;
  machine.inputs().has_directory = false;
  EXPECT_EQ(machine.Says(), "off by no directory ()");
}

TEST(DecideTest, SaysWhyThereIsNoDirectory) {
  Machine machine;
  machine.inputs().has_directory = false;
  machine.inputs().why_no_directory = "HOME=. is no absolute path";
  EXPECT_EQ(machine.Says(), "off by no directory (HOME=. is no absolute path)");
}

TEST(DecideTest, IsOffInSomebodyElsesDirectory) {
  Machine machine = Machine().ModeFile("on 2026-11-22");
  machine.inputs().foreign_directory = "/home/u belongs to user 1000, not to user 0";
  EXPECT_EQ(machine.Says(),
            "off by somebody else's directory (/home/u belongs to user 1000, not to user 0)");
}

TEST(DecideTest, TakesNoConsentThatOthersCouldHaveWritten) {
  Machine machine = Machine().ModeFile("on 2026-11-22");
  machine.inputs().collector_mode->is_trusted = false;
  EXPECT_EQ(machine.Says(), "local by consent that others can write (/home/mode)");
  EXPECT_FALSE(machine.Decides().may_upload());
  machine.inputs().collector_mode->contents = "off";
  EXPECT_EQ(machine.Says(), "off by mode file (/home/mode)");
}

TEST(DecideTest, TakesNoConsentInADirectoryThatOthersCanWrite) {
  Machine machine = Machine().ModeFile("on 2026-11-22");
  machine.inputs().doubtful_directory = "/home/collectors";
  EXPECT_EQ(machine.Says(), "local by consent that others can write (/home/collectors)");
  EXPECT_FALSE(machine.Decides().may_upload());
  machine.inputs().collector_mode->contents = "off";
  EXPECT_EQ(machine.Says(), "off by mode file (/home/mode)");
}

TEST(DecideTest, CaresNotWhoWroteGosConsent) {
  Machine machine = Machine().GoModeFile("on 2026-11-22").ModeFile("on 2026-11-22");
  machine.inputs().go_mode.is_trusted = false;
  EXPECT_TRUE(machine.Decides().may_upload());
}

TEST(DecideTest, PutsTheBuildBeforeEverything) {
  Machine machine = Machine().Policy("off").ModeFile("off");
  machine.inputs().built_without = true;
  EXPECT_EQ(machine.Says(), "off by built without telemetry ()");
}

TEST(DecideTest, LetsThePolicyOnlyRestrict) {
  EXPECT_EQ(Machine().Policy("off").ModeFile("on").Says(), "off by policy (/etc/policy)");
  EXPECT_EQ(Machine().Policy("local").ModeFile("on").Says(), "local by policy (/etc/policy)");
  EXPECT_EQ(Machine().Policy("local").ModeFile("off").Says(), "off by mode file (/home/mode)");
  EXPECT_EQ(Machine().Policy("on").Says(), "local by default ()");
  EXPECT_EQ(Machine().Policy("on").ModeFile("on").Says(), "on by mode file (/home/mode)");
}

TEST(DecideTest, IsOffWhenThePolicyIsNotUnderstood) {
  EXPECT_EQ(Machine().Policy("maybe").ModeFile("on").Says(), "off by policy (/etc/policy)");
  Machine machine = Machine().ModeFile("on");
  machine.inputs().policy = Unreadable("/etc/policy");
  EXPECT_EQ(machine.Says(), "off by policy (/etc/policy)");
}

TEST(DecideTest, LetsTheEnvironmentOnlyRestrict) {
  struct Case {
    const char* name;
    const char* value;
    const char* decision;
  };
  for (const Case& c : {
           Case{"GOTELEMETRY", "off", "off by environment (GOTELEMETRY=off)"},
           Case{"GOTELEMETRY", "local", "local by environment (GOTELEMETRY=local)"},
           Case{"GOTELEMETRY", "0", "off by environment (GOTELEMETRY=0)"},
           Case{"GOTELEMETRY", "", "on by mode file (/home/mode)"},
           Case{"DO_NOT_TRACK", "1", "off by environment (DO_NOT_TRACK=1)"},
           Case{"DO_NOT_TRACK", "yes", "off by environment (DO_NOT_TRACK=yes)"},
           Case{"DO_NOT_TRACK", "0", "on by mode file (/home/mode)"},
           Case{"DO_NOT_TRACK", "false", "on by mode file (/home/mode)"},
           Case{"DO_NOT_TRACK", "", "on by mode file (/home/mode)"},
           Case{"ANOTHER_WAY_TO_SAY_NO", "1", "off by environment (ANOTHER_WAY_TO_SAY_NO=1)"},
       }) {
    EXPECT_EQ(Machine().ModeFile("on").Variable(c.name, c.value).Says(), c.decision);
  }
  EXPECT_EQ(Machine().Variable("GOTELEMETRY", "on").Says(), "local by default ()");
  EXPECT_EQ(Machine().Variable("GOTELEMETRY", "on").ModeFile("on").Says(),
            "on by mode file (/home/mode)");
  EXPECT_EQ(Machine().Variable("GOTELEMETRY", "local").ModeFile("off").Says(),
            "off by mode file (/home/mode)");
}

TEST(DecideTest, NeverUploadsUnderContinuousIntegration) {
  EXPECT_EQ(Machine().Variable("CI", "true").ModeFile("on").Says(), "local by ci (CI=true)");
  EXPECT_EQ(Machine().Variable("GITHUB_ACTIONS", "true").Says(),
            "local by ci (GITHUB_ACTIONS=true)");
  EXPECT_EQ(Machine().Variable("CI", "true").ModeFile("off").Says(),
            "off by mode file (/home/mode)");
  EXPECT_EQ(Machine().Variable("CI", "false").ModeFile("on").Says(),
            "on by mode file (/home/mode)");
}

TEST(DecideTest, LetsReportsBeMadeUnderContinuousIntegration) {
  DecisionInputs inputs;
  inputs.environment = {{"CI", "true"}};
  inputs.collector_mode = {FoundFile::State::kRead, "/home/mode", "on"};
  EXPECT_EQ(Decide(inputs).report_mode, Mode::kOn);
  EXPECT_FALSE(Decide(inputs).may_upload());
  inputs.environment = {{"CI", "true"}, {"GOTELEMETRY", "local"}};
  EXPECT_EQ(Decide(inputs).report_mode, Mode::kLocal);
}

TEST(DecideTest, PutsThePolicyBeforeTheEnvironmentBeforeCi) {
  Machine machine = Machine()
                        .Policy("local")
                        .Variable("GOTELEMETRY", "local")
                        .Variable("CI", "1")
                        .ModeFile("local");
  EXPECT_EQ(machine.Says(), "local by policy (/etc/policy)");
  machine.inputs().policy.state = State::kAbsent;
  EXPECT_EQ(machine.Says(), "local by environment (GOTELEMETRY=local)");
  machine.inputs().environment.erase(machine.inputs().environment.begin());
  EXPECT_EQ(machine.Says(), "local by ci (CI=1)");
}

TEST(DecideTest, ReportsTheConsentWhateverDecides) {
  const Machine machine = Machine().Policy("local").ModeFile("on 2026-11-22");
  EXPECT_FALSE(machine.Decides().may_upload());
  EXPECT_EQ(machine.Decides().consent_day, "2026-11-22");
}

TEST(DecideTest, TakesNoConsentToGosUploadsForConsentToACollector) {
  EXPECT_EQ(Machine().GoModeFile("on 2026-11-22").Says(), "local by default ()");
  EXPECT_EQ(Machine().GoModeFile("on 2026-11-22").Decides().consent_day, "");
  EXPECT_EQ(Machine().GoModeFile("local").ModeFile("on").Says(), "on by mode file (/home/mode)");
}

TEST(DecideTest, LetsGosOffSilenceEverything) {
  EXPECT_EQ(Machine().GoModeFile("off").ModeFile("on").Says(),
            "off by off for everything (/home/go/mode)");
  EXPECT_EQ(Machine().GoModeFile("off 2026-11-22").Says(),
            "off by off for everything (/home/go/mode)");
  EXPECT_EQ(Machine().GoModeFile("offf").ModeFile("on").Says(),
            "off by unreadable mode file (/home/go/mode)");
  EXPECT_EQ(Machine().GoModeFile("off").Policy("off").Says(), "off by policy (/etc/policy)");
}

TEST(DecideTest, ObeysGosModeFileWithoutACollector) {
  Machine machine = Machine().GoModeFile("on 2026-11-22");
  machine.inputs().collector_mode = std::nullopt;
  EXPECT_EQ(machine.Says(), "on by mode file (/home/go/mode)");
  EXPECT_EQ(machine.Decides().consent_day, "2026-11-22");
  EXPECT_EQ(machine.GoModeFile("off").Says(), "off by mode file (/home/go/mode)");
  EXPECT_EQ(machine.GoModeFile("").Says(), "off by unreadable mode file (/home/go/mode)");
}

class ReadDecisionInputsTest : public testing::Test {
 protected:
  void Write(const std::string& name, const std::string& contents) {
    std::ofstream(root_ + "/" + name) << contents;
  }

  DecisionInputs Read(const std::optional<HostPort>& collector = std::nullopt) {
    return ReadDecisionInputs(
        TelemetryRoot(root_), collector, policy_path_, [this](const char* name) -> const char* {
          const auto found = environment_.find(name);
          return found == environment_.end() ? nullptr : found->second.c_str();
        });
  }

  const TempDir temp_dir_;
  std::string root_ = temp_dir_.path();
  std::string policy_path_ = root_ + "/policy";
  std::map<std::string, std::string> environment_;
};

TEST_F(ReadDecisionInputsTest, FindsNothingInAnEmptyDirectory) {
  const DecisionInputs inputs = Read();
  EXPECT_TRUE(inputs.has_directory);
  EXPECT_EQ(inputs.policy.state, State::kAbsent);
  EXPECT_EQ(inputs.go_mode.state, State::kAbsent);
  EXPECT_FALSE(inputs.collector_mode.has_value());
  EXPECT_THAT(inputs.environment, testing::IsEmpty());
}

TEST_F(ReadDecisionInputsTest, FindsFilesAndVariables) {
  Write("policy", "local");
  Write("mode", "on 2026-11-22");
  environment_ = {{"CI", "true"}, {"GOTELEMETRY", "off"}, {"HOME", "/home"}};
  const DecisionInputs inputs = Read();
  EXPECT_EQ(inputs.policy.contents, "local");
  EXPECT_EQ(inputs.go_mode.contents, "on 2026-11-22");
  EXPECT_EQ(inputs.go_mode.path, root_ + "/mode");
  EXPECT_THAT(inputs.environment, testing::ElementsAre(testing::Pair("GOTELEMETRY", "off"),
                                                       testing::Pair("CI", "true")));
}

TEST_F(ReadDecisionInputsTest, SeesWhetherOthersCouldHaveWrittenTheModeFile) {
  Write("mode", "on 2026-11-22");
  for (const mode_t mode : {0600, 0644, 0400}) {
    ASSERT_EQ(chmod((root_ + "/mode").c_str(), mode), 0);
    EXPECT_TRUE(Read().go_mode.is_trusted) << mode;
  }
  for (const mode_t mode : {0660, 0602, 0777}) {
    ASSERT_EQ(chmod((root_ + "/mode").c_str(), mode), 0);
    EXPECT_FALSE(Read().go_mode.is_trusted) << mode;
  }
  EXPECT_EQ(Read().foreign_directory, "");
}

TEST_F(ReadDecisionInputsTest, SeesWhichDirectoryOthersCanWrite) {
  const HostPort collector = *ParseCollector("stats.example.com");
  const TelemetryDir dir = TelemetryRoot(root_).collector(collector);
  ASSERT_TRUE(MakeDirectories(dir.local_dir()).ok());
  ASSERT_TRUE(MakeDirectories(dir.upload_dir()).ok());
  std::ofstream(dir.mode_path()) << "on 2026-11-22";
  EXPECT_EQ(Read(collector).doubtful_directory, "");
  for (const std::string& path :
       {root_, root_ + "/collectors", dir.path(), dir.local_dir(), dir.upload_dir()}) {
    ASSERT_EQ(chmod(path.c_str(), 0770), 0);
    EXPECT_EQ(Read(collector).doubtful_directory, path);
    ASSERT_EQ(chmod(path.c_str(), 0755), 0);
  }
}

TEST_F(ReadDecisionInputsTest, SeesWhoseDirectoryItIs) {
  EXPECT_EQ(RunBesideSomebodyElse(root_,
                                  [this](const std::string& foreign) {
                                    struct stat info;
                                    if (stat(foreign.c_str(), &info) != 0) _exit(1);
                                    const std::string expected = foreign + " belongs to user " +
                                                                 std::to_string(info.st_uid) +
                                                                 ", not to user " +
                                                                 std::to_string(geteuid());
                                    root_ = foreign;
                                    _exit(Read().foreign_directory == expected ? 0 : 2);
                                  }),
            0);
}

TEST_F(ReadDecisionInputsTest, ReadsTheModeFilesOfGoAndOfTheCollector) {
  const std::string folder = root_ + "/collectors/stats.example.com_443";
  ASSERT_EQ(mkdir((root_ + "/collectors").c_str(), 0700), 0);
  ASSERT_EQ(mkdir(folder.c_str(), 0700), 0);
  Write("mode", "local");
  Write("collectors/stats.example.com_443/mode", "on 2026-11-22");
  const DecisionInputs inputs = Read(ParseCollector("stats.example.com"));
  EXPECT_EQ(inputs.go_mode.contents, "local");
  EXPECT_EQ(inputs.collector_mode->contents, "on 2026-11-22");
  EXPECT_EQ(inputs.collector_mode->path, folder + "/mode");
  EXPECT_EQ(Read(ParseCollector("other.example.com")).collector_mode->state, State::kAbsent);
}

TEST_F(ReadDecisionInputsTest, TellsAFileThatIsNoDirectoryFromAnUnreadableFile) {
  Write("file", "");
  root_ += "/file";
  EXPECT_EQ(Read().go_mode.state, State::kAbsent);
}

TEST_F(ReadDecisionInputsTest, TakesALinkThatLeadsNowhereForUnreadable) {
  ASSERT_EQ(symlink("not/mounted", (root_ + "/policy").c_str()), 0);
  ASSERT_EQ(symlink("not/mounted", (root_ + "/mode").c_str()), 0);
  EXPECT_EQ(Read().policy.state, State::kUnreadable);
  EXPECT_EQ(Read().go_mode.state, State::kUnreadable);
}

TEST_F(ReadDecisionInputsTest, TakesADirectoryBehindALinkThatLeadsNowhereForUnreadable) {
  ASSERT_EQ(symlink("not/mounted", (root_ + "/etc").c_str()), 0);
  policy_path_ = root_ + "/etc/gotelemetry/policy";
  root_ += "/etc";
  EXPECT_EQ(Read().policy.state, State::kUnreadable);
  EXPECT_EQ(Read().go_mode.state, State::kUnreadable);
}

TEST_F(ReadDecisionInputsTest, TakesAFileInPlaceOfThePolicysDirectoryForUnreadable) {
  Write("etc", "");
  policy_path_ = root_ + "/etc/policy";
  EXPECT_EQ(Read().policy.state, State::kUnreadable);
}

TEST_F(ReadDecisionInputsTest, FollowsALinkToAFile) {
  Write("elsewhere", "local");
  ASSERT_EQ(symlink("elsewhere", (root_ + "/policy").c_str()), 0);
  EXPECT_EQ(Read().policy.contents, "local");
}

TEST_F(ReadDecisionInputsTest, FindsNoPolicyInADirectoryThatDoesNotExist) {
  policy_path_ = root_ + "/etc/gotelemetry/policy";
  EXPECT_EQ(Read().policy.state, State::kAbsent);
  policy_path_ = "nowhere/policy";
  EXPECT_EQ(Read().policy.state, State::kAbsent);
  policy_path_ = "";
  EXPECT_EQ(Read().policy.state, State::kAbsent);
}

TEST_F(ReadDecisionInputsTest, FindsNothingInAnEmptyDirectoryBehindALink) {
  ASSERT_EQ(mkdir((root_ + "/elsewhere").c_str(), 0700), 0);
  ASSERT_EQ(symlink("elsewhere", (root_ + "/link").c_str()), 0);
  root_ += "/link";
  policy_path_ = root_ + "/policy";
  EXPECT_EQ(Read().policy.state, State::kAbsent);
  EXPECT_EQ(Read().go_mode.state, State::kAbsent);
}

TEST_F(ReadDecisionInputsTest, TakesAHugeFileForUnreadable) {
  Write("mode", "on" + std::string(4095, ' '));
  EXPECT_EQ(Read().go_mode.state, State::kUnreadable);
  Write("mode", "on" + std::string(4094, ' '));
  EXPECT_EQ(Read().go_mode.state, State::kRead);
}

TEST_F(ReadDecisionInputsTest, TakesADirectoryForUnreadable) {
  ASSERT_EQ(mkdir((root_ + "/mode").c_str(), 0700), 0);
  EXPECT_EQ(Read().go_mode.state, State::kUnreadable);
}

TEST_F(ReadDecisionInputsTest, DoesNotWaitForAWriterOfAFifo) {
  ASSERT_EQ(mkfifo((root_ + "/mode").c_str(), 0600), 0);
  EXPECT_EQ(Read().go_mode.state, State::kUnreadable);
}

TEST_F(ReadDecisionInputsTest, TakesAFileThatMayNotBeReadForUnreadable) {
  Write("mode", "on");
  ASSERT_EQ(chmod((root_ + "/mode").c_str(), 0), 0);
  EXPECT_EQ(RunInChild([this] {
              RespectFilePermissions();
              _exit(Read().go_mode.state == State::kUnreadable ? 0 : 1);
            }),
            0);
}

TEST_F(ReadDecisionInputsTest, ReadsNothingWithoutADirectory) {
  Write("mode", "on");
  const DecisionInputs inputs =
      ReadDecisionInputs(TelemetryRoot(""), std::nullopt, root_ + "/policy",
                         [](const char*) -> const char* { return nullptr; });
  EXPECT_FALSE(inputs.has_directory);
  EXPECT_EQ(inputs.go_mode.state, State::kAbsent);
}

}  // namespace
}  // namespace telemetry
