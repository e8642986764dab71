#include "cmd/internal/program.h"

#include <fstream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "cmd/internal/command.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/version/build_info.h"

namespace telemetry::cmd {
namespace {

using testing::AllOf;
using testing::HasSubstr;

// A program "tool" whose command "work" ends as told.
class ProgramTest : public testing::Test {
 protected:
  int Run(std::vector<std::string> arguments) { return Run(std::move(arguments), out_, err_); }

  int Run(std::vector<std::string> arguments, std::ostream& out, std::ostream& err) {
    CommandOutput output{"tool", out, err};
    return RunProgram({.description = "Does work.\n"}, output, std::move(arguments),
                      [&](Command& app) {
                        Command& work = app.AddCommand("work", "Do it");
                        work.AddOption("--size", size_, "How much").Range(1, 100);
                        work.SetAction([this, &output] {
                          output.out << "working\n";
                          if (warning_) output.Warn("soon tired");
                          output.Check(outcome_);
                        });
                      });
  }

  int size_ = 1;
  bool warning_ = false;
  absl::Status outcome_;
  std::ostringstream out_, err_;
};

TEST_F(ProgramTest, RunsTheCommandThatIsNamed) {
  EXPECT_EQ(Run({"work"}), kDone);
  EXPECT_EQ(out_.str(), "working\n");
  EXPECT_EQ(err_.str(), "");
}

TEST_F(ProgramTest, TellsOfAFailureInOneLine) {
  outcome_ = absl::UnavailableError("no\nwork");
  EXPECT_EQ(Run({"work"}), kFailed);
  EXPECT_EQ(err_.str(), "tool: no work\n");
}

TEST_F(ProgramTest, LetsNoMessageSteerTheTerminal) {
  outcome_ = absl::NotFoundError("\x1b[2J: no such file");
  EXPECT_EQ(Run({"work"}), kFailed);
  EXPECT_EQ(err_.str(), "tool: ?[2J: no such file\n");
}

TEST_F(ProgramTest, SaysWhichBuildItIs) {
  EXPECT_EQ(Run({"--version"}), kDone);
  EXPECT_EQ(out_.str(), "tool " + DescribeBuild(ThisBuild()) + "\n");
  EXPECT_EQ(err_.str(), "");
}

TEST_F(ProgramTest, FailsIfItsOutputIsLost) {
  for (const char* argument : {"work", "--help", "--version"}) {
    std::ofstream full_disk("/dev/full");
    std::ostringstream err;
    EXPECT_EQ(Run({argument}, full_disk, err), kFailed) << argument;
    EXPECT_EQ(err.str(), "tool: cannot write the output\n");
  }
}

TEST_F(ProgramTest, WarnsWithoutFailing) {
  warning_ = true;
  EXPECT_EQ(Run({"work"}), kDone);
  EXPECT_EQ(err_.str(), "tool: warning: soon tired\n");
}

TEST_F(ProgramTest, RefusesWrongUsageBeforeAnythingHappens) {
  EXPECT_EQ(Run({}), kWrongUsage);
  EXPECT_EQ(Run({"play"}), kWrongUsage);
  EXPECT_EQ(Run({"work", "--size", "none"}), kWrongUsage);
  EXPECT_EQ(Run({"work", "more"}), kWrongUsage);
  EXPECT_EQ(out_.str(), "");
  EXPECT_THAT(err_.str(),
              AllOf(HasSubstr("tool: a command is needed; tool --help lists them\n"),
                    HasSubstr("tool: unknown command or option \"play\"; see tool --help\n"),
                    HasSubstr("tool: --size: "),
                    HasSubstr("tool: unexpected argument \"more\"; see tool work --help\n")));
}

TEST_F(ProgramTest, AnOptionWithoutItsValueIsWrongUsage) {
  EXPECT_EQ(Run({"work", "--size"}), kWrongUsage);
  EXPECT_EQ(err_.str(), "tool: --size needs a value\n");
}

TEST_F(ProgramTest, PrintsHelp) {
  EXPECT_EQ(Run({"--help"}), kDone);
  EXPECT_THAT(out_.str(), AllOf(HasSubstr("Does work."), HasSubstr("work  "),
                                HasSubstr("Details of a command: tool COMMAND --help")));
}

}  // namespace
}  // namespace telemetry::cmd
