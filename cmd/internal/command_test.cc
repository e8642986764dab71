#include "cmd/internal/command.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cmd/internal/program.h"
#include "gtest/gtest.h"

namespace telemetry::cmd {
namespace {

// A program "tool" with the command "work", which has an option of each kind.
class CommandTest : public testing::Test {
 protected:
  // Returns what is printed, and the exit status if that is not 0.
  std::string Run(std::vector<std::string> arguments) {
    std::ostringstream printed;
    CommandOutput output{"tool", printed, printed};
    const int status = RunProgram({.description = "Works.\n"}, output, std::move(arguments),
                                  [this](Command& app) { AddWork(app); });
    return status == kDone ? printed.str() : absl::StrCat(printed.str(), "-> ", status);
  }

  void AddWork(Command& app) {
    app.LetOptionsFollowCommands();
    app.AddOption("--place", place_, "Where").Directory("DIR").TakeLast();
    Command& work = app.AddCommand("work", "Do it");
    work.AddFlag("--fast", fast_, "At once").Excludes(AddSlow(work));
    work.AddOption("--size", size_, "How much").Range(1, 9);
    work.AddOption("--weight", weight_, "How heavy").Range(2, std::numeric_limits<int64_t>::max());
    work.AddOption("--days", days_, "How long");
    work.AddOption(
        "--even", [this](const std::string& value) { return TakeEven(value); }, "Even");
    work.AddRepeatedOption(
        "--evens", [this](const std::string& value) { return TakeEven(value); }, "Even ones");
    work.AddOption("--names", names_, "Names").Separator(',').OneValueEach();
    work.AddOption("FILE", files_, "Files").Value("...");
    work.SetAction([this] { done_ = true; },
                   [this] { return std::string(size_ == 3 ? "3 does not fit" : ""); });
  }

  Option& AddSlow(Command& work) { return work.AddFlag("--slow", slow_, "Later"); }

  std::string TakeEven(const std::string& value) {
    if (value.find_last_of("02468") + 1 != value.size()) return value + " is odd";
    evens_ += value;
    return "";
  }

  std::string place_;
  bool fast_ = false, slow_ = false, done_ = false;
  int size_ = 1;
  int64_t weight_ = 2;
  std::optional<int> days_;
  std::string evens_;
  std::vector<std::string> names_, files_;
};

TEST_F(CommandTest, TakesValuesOfEachKind) {
  EXPECT_EQ(Run({"work", "--place", "a", "--place", "b", "--fast", "--size", "9", "--weight=70",
                 "--days", "5", "--even", "12", "--evens", "14", "16", "--names", "x,y", "file"}),
            "");
  EXPECT_TRUE(done_ && fast_ && !slow_);
  EXPECT_EQ(absl::StrCat(place_, " ", size_, " ", weight_, " ", *days_, " ", evens_, " ",
                         absl::StrJoin(names_, "+"), " ", absl::StrJoin(files_, "+")),
            "b 9 70 5 121416 x+y file");
}

TEST_F(CommandTest, AWrongValueIsWrongUsage) {
  EXPECT_EQ(Run({"work", "--size", "0"}), "tool: --size: \"0\" is not a number from 1 to 9\n-> 2");
  EXPECT_EQ(Run({"work", "--size", "x"}), "tool: --size: \"x\" is not a number from 1 to 9\n-> 2");
  EXPECT_EQ(Run({"work", "--weight", "1"}),
            "tool: --weight: \"1\" is not a number from 2 on\n-> 2");
  EXPECT_EQ(Run({"work", "--even", "3"}), "tool: --even: 3 is odd\n-> 2");
  EXPECT_EQ(Run({"work", "--evens", "2", "3"}), "tool: --evens: 3 is odd\n-> 2");
  EXPECT_FALSE(done_);
}

TEST_F(CommandTest, OptionsThatDoNotFitTogetherAreWrongUsage) {
  EXPECT_EQ(Run({"work", "--fast", "--slow"}), "tool: --fast excludes --slow\n-> 2");
  EXPECT_EQ(Run({"work", "--size", "3"}), "tool: 3 does not fit\n-> 2");
  EXPECT_FALSE(done_);
}

}  // namespace
}  // namespace telemetry::cmd
